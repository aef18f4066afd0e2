package io.realtimeconnect.perf.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.realtimeconnect.perf.json.JsonAutoConfiguration;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.ReactiveMultipartAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.error.ErrorWebFluxAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.http.codec.multipart.Part;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A service with one handler for each thing that can go wrong. */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({
    JacksonAutoConfiguration.class,
    CodecsAutoConfiguration.class,
    ValidationAutoConfiguration.class,
    WebFluxAutoConfiguration.class,
    HttpHandlerAutoConfiguration.class,
    ErrorWebFluxAutoConfiguration.class,
    ReactiveMultipartAutoConfiguration.class,
    NettyReactiveWebServerAutoConfiguration.class,
    JsonAutoConfiguration.class,
    WebAutoConfiguration.class
})
@Import(WebTestApplication.Things.class)
class WebTestApplication {

    enum Color {
        RED,
        GREEN
    }

    record Inner(@NotBlank String label) {}

    record Thing(
            @Size(min = 3, max = 5) String name,
            @Nullable @Size(min = 8) @JsonProperty("new") String newPassword,
            @Nullable Integer count,
            @Nullable Color color,
            @Nullable UUID id,
            @Nullable Instant at,
            @Nullable LocalDate day,
            @Nullable @Valid List<Inner> inner,
            @Nullable Map<String, Object> extra) {}

    @RestController
    static class Things {

        @PostMapping("/things")
        Mono<Thing> make(@Valid @RequestBody Thing thing) {
            return Mono.just(thing);
        }

        @GetMapping("/things")
        Page<String> list(
                @RequestParam(name = "limit") @Nullable Integer limit,
                @RequestParam @Nullable Color color,
                @RequestParam @Nullable String q) {
            return new Page<>(
                    List.of("items: " + Limits.clamp(limit, Limits.DEFAULT, 50) + (q == null ? "" : q)), null);
        }

        @GetMapping("/needs")
        String needs(@RequestParam int count) {
            return "" + count;
        }

        @GetMapping("/things/{id}")
        ResponseEntity<Map<String, Object>> get(@PathVariable UUID id) {
            return ETags.respond(7, Map.of("id", id));
        }

        @DeleteMapping("/things/{id}")
        Mono<Void> delete(@PathVariable UUID id) {
            return Mono.error(new Problem(HttpStatus.CONFLICT, "THING_BUSY", "It is busy.").with("by", id));
        }

        @PostMapping("/big")
        @MaxBody("1MB")
        Mono<Integer> big(@RequestBody Mono<byte[]> body) {
            return body.map(b -> b.length);
        }

        @PostMapping("/parts")
        Mono<String> parts(@RequestPart("audio") Part audio) {
            return Mono.just(audio.name());
        }

        @GetMapping("/broken")
        Mono<String> broken() {
            return Mono.error(new IllegalStateException("secret detail"));
        }

        @GetMapping("/slow")
        Mono<String> slow() {
            return Mono.never();
        }

        @GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
        Flux<ServerSentEvent<String>> stream() {
            return Flux.interval(Duration.ZERO, Duration.ofMillis(250))
                    .take(12)
                    .map(n -> ServerSentEvent.builder("" + n).build());
        }

        @GetMapping("/deadline")
        Mono<Long> deadline() {
            return Mono.deferContextual(
                    c -> Mono.just(Deadline.from(c).remaining().toMillis()));
        }
    }
}
