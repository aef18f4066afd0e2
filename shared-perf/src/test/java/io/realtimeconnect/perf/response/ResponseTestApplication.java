package io.realtimeconnect.perf.response;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.access.AccessAutoConfiguration;
import io.realtimeconnect.perf.access.CurrentUser;
import io.realtimeconnect.perf.cache.CacheAutoConfiguration;
import io.realtimeconnect.perf.json.JsonAutoConfiguration;
import io.realtimeconnect.perf.redis.RedisLinkAutoConfiguration;
import io.realtimeconnect.perf.session.SessionAutoConfiguration;
import io.realtimeconnect.perf.web.Deadline;
import io.realtimeconnect.perf.web.Problem;
import io.realtimeconnect.perf.web.WebAttributes;
import io.realtimeconnect.perf.web.WebAutoConfiguration;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.error.ErrorWebFluxAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A service some of whose answers are kept. */
@SpringBootConfiguration
@ImportAutoConfiguration({
    JacksonAutoConfiguration.class,
    CodecsAutoConfiguration.class,
    WebFluxAutoConfiguration.class,
    HttpHandlerAutoConfiguration.class,
    ErrorWebFluxAutoConfiguration.class,
    NettyReactiveWebServerAutoConfiguration.class,
    DataRedisAutoConfiguration.class,
    DataRedisReactiveAutoConfiguration.class,
    JsonAutoConfiguration.class,
    WebAutoConfiguration.class,
    RedisLinkAutoConfiguration.class,
    SessionAutoConfiguration.class,
    AccessAutoConfiguration.class,
    CacheAutoConfiguration.class,
    ResponseAutoConfiguration.class
})
@Import(ResponseTestApplication.Things.class)
class ResponseTestApplication {

    @Bean
    MeterRegistry meters() {
        return new SimpleMeterRegistry();
    }

    @RestController
    @Access(Access.Level.ANYONE)
    static class Things {

        final Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();
        /** Ids whose handler answers 500. */
        final Set<String> broken = ConcurrentHashMap.newKeySet();

        final Set<String> started = ConcurrentHashMap.newKeySet();

        int runs(String id) {
            return runs.computeIfAbsent(id, any -> new AtomicInteger()).get();
        }

        private int run(String id) {
            if (broken.contains(id)) {
                throw new IllegalStateException("broken");
            }
            return runs.computeIfAbsent(id, any -> new AtomicInteger()).incrementAndGet();
        }

        private Map<String, Object> thing(String id) {
            return Map.of("id", id, "run", run(id));
        }

        @CachedResponse(tags = "thing:{id}", edge = true)
        @GetMapping("/things/{id}")
        Mono<Map<String, Object>> thing(
                @PathVariable String id,
                @RequestParam(defaultValue = "0") int wait,
                @RequestParam(required = false) String[] field) {
            started.add(id);
            return Mono.delay(Duration.ofMillis(wait)).map(tick -> thing(id));
        }

        /** @param status of the answer */
        @RequestMapping(
                path = "/things/{id}",
                method = {RequestMethod.PUT, RequestMethod.POST, RequestMethod.PATCH, RequestMethod.DELETE})
        ResponseEntity<Void> change(
                @PathVariable String id,
                @RequestParam(defaultValue = "204") int status,
                @RequestParam(required = false) String location,
                @RequestParam(required = false) String contentLocation) {
            ResponseEntity.HeadersBuilder<?> answer = ResponseEntity.status(status);
            if (location != null) {
                answer.header("Location", location);
            }
            if (contentLocation != null) {
                answer.header("Content-Location", contentLocation);
            }
            return answer.build();
        }

        @RequestMapping(path = "/known-absent/{id}", method = RequestMethod.PUT)
        ResponseEntity<Void> create(@PathVariable String id) {
            return ResponseEntity.status(HttpStatus.CREATED).build();
        }

        @RequestMapping(path = "/mine/{id}", method = RequestMethod.POST)
        void changeMine(@PathVariable String id) {}

        @CachedResponse(ttl = "400ms")
        @GetMapping("/short/{id}")
        Map<String, Object> shortLived(@PathVariable String id) {
            return thing(id);
        }

        @CachedResponse(ttl = "1h")
        @GetMapping("/strict/{id}")
        ResponseEntity<Map<String, Object>> strict(@PathVariable String id) {
            return ResponseEntity.ok()
                    .header("Cache-Control", "Max-Age=\"1\", must-revalidate")
                    .body(thing(id));
        }

        @Access(Access.Level.ADMIN)
        @CachedResponse
        @GetMapping("/admin/{id}")
        Map<String, Object> admin(@PathVariable String id) {
            return thing(id);
        }

        @Access(Access.Level.SESSION)
        @CachedResponse
        @GetMapping("/mine/{id}")
        String mine(@PathVariable String id, CurrentUser user) {
            return user.id() + " " + run(id);
        }

        @CachedResponse
        @GetMapping("/greetings/{id}")
        String greeting(
                @PathVariable String id, @RequestHeader(name = "Accept-Language", defaultValue = "-") String language) {
            return language + " " + run(id);
        }

        @CachedResponse
        @GetMapping("/curious/{id}")
        String curious(@PathVariable String id, ServerWebExchange exchange) {
            run(id);
            return exchange.getRequest().getHeaders().getFirst("X-Poison") + " "
                    + exchange.getRequest().getCookies().size();
        }

        @CachedResponse
        @GetMapping("/nosy/{id}")
        Mono<String> nosy(@PathVariable String id, ServerWebExchange exchange) {
            run(id);
            Mono<String> session = exchange.getSession().map(there -> "session").onErrorReturn("none");
            Mono<String> principal =
                    exchange.getPrincipal().map(Principal::getName).defaultIfEmpty("nobody");
            return Mono.zip(session, principal)
                    .map(found -> CurrentUser.of(exchange) + " " + exchange.getAttribute(WebAttributes.USER_ID) + " "
                            + found.getT1() + " " + found.getT2() + " "
                            + exchange.getRequest().getRemoteAddress());
        }

        @CachedResponse
        @GetMapping("/linked/{id}")
        String linked(@PathVariable String id, ServerHttpRequest request) {
            run(id);
            return request.getURI().getAuthority();
        }

        @CachedResponse
        @GetMapping("/failing/{id}")
        Mono<ResponseEntity<String>> failing(@PathVariable String id) {
            run(id);
            started.add(id);
            return Mono.delay(Duration.ofMillis(700))
                    .thenReturn(ResponseEntity.status(HttpStatus.BAD_GATEWAY)
                            .header("Set-Cookie", "sticky=of-one")
                            .body("failed"));
        }

        @CachedResponse
        @GetMapping("/said/{id}")
        ResponseEntity<String> said(@PathVariable String id, @RequestParam String header, @RequestParam String value) {
            return ResponseEntity.ok().header(header, value).body("run " + run(id));
        }

        @CachedResponse
        @GetMapping("/tagged/{id}")
        ResponseEntity<String> tagged(@PathVariable String id) {
            return ResponseEntity.ok().eTag("\"a,b\"").body("run " + run(id));
        }

        @CachedResponse
        @GetMapping("/created/{id}")
        ResponseEntity<String> created(@PathVariable String id) {
            return ResponseEntity.status(HttpStatus.CREATED).body("run " + run(id));
        }

        @CachedResponse
        @GetMapping("/large/{id}")
        String large(@PathVariable String id) {
            return run(id) + "x".repeat(20_000);
        }

        @CachedResponse
        @GetMapping(path = "/stream/{id}", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
        Flux<String> stream(@PathVariable String id) {
            run(id);
            return Flux.just("one", "two");
        }

        @CachedResponse
        @GetMapping("/absent/{id}")
        Mono<String> absent(@PathVariable String id) {
            run(id);
            return Mono.error(new Problem(HttpStatus.NOT_FOUND, "THING_NOT_FOUND", "Nothing here."));
        }

        @CachedResponse(notFound = "1m")
        @GetMapping("/known-absent/{id}")
        Mono<String> knownAbsent(@PathVariable String id) {
            run(id);
            return Mono.error(new Problem(HttpStatus.NOT_FOUND, "THING_NOT_FOUND", "Nothing here.").with("thing", id));
        }

        /** How long it may take, in ms. */
        @CachedResponse
        @GetMapping("/patient/{id}")
        Mono<String> patient(@PathVariable String id) {
            run(id);
            return Mono.deferContextual(context ->
                    Mono.just(Long.toString(Deadline.from(context).remaining().toMillis())));
        }

        @GetMapping("/by-settings/{id}")
        String bySettings(@PathVariable String id) {
            return "run " + run(id) + " " + Instant.EPOCH;
        }

        @CachedResponse
        @GetMapping("/switched-off/{id}")
        String switchedOff(@PathVariable String id) {
            return "run " + run(id);
        }
    }
}
