package io.realtimeconnect.perf.access;

import io.realtimeconnect.perf.json.JsonAutoConfiguration;
import io.realtimeconnect.perf.redis.RedisLinkAutoConfiguration;
import io.realtimeconnect.perf.session.SessionAutoConfiguration;
import io.realtimeconnect.perf.web.WebAutoConfiguration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;

/** A service with a handler for each level of access. */
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
    AccessAutoConfiguration.class
})
@Import(AccessTestApplication.Endpoints.class)
class AccessTestApplication {

    @Bean
    ServiceIdentity trusting() {
        return token -> token;
    }

    @RestController
    static class Endpoints {

        private final SessionCookies cookies;

        Endpoints(SessionCookies cookies) {
            this.cookies = cookies;
        }

        @GetMapping("/mine")
        String mine(CurrentUser user) {
            return user.id() + " " + user.username();
        }

        @DeleteMapping("/mine")
        String end(CurrentUser user) {
            return user.username();
        }

        @Access(Access.Level.ADMIN)
        @PostMapping("/admin")
        Map<String, Object> admin(@RequestBody Map<String, Object> body) {
            return body;
        }

        @Access(Access.Level.MODERATOR)
        @GetMapping("/moderation")
        String moderation() {
            return "ok";
        }

        @Access(Access.Level.ANYONE)
        @GetMapping("/open")
        String open(@Nullable CurrentUser user) {
            return user == null ? "nobody" : user.username();
        }

        @Access(Access.Level.ANYONE)
        @PostMapping("/login")
        String login(ServerWebExchange exchange) {
            cookies.issue(exchange, "secret");
            return "ok";
        }

        @Access(value = Access.Level.SERVICE, callers = "user-service")
        @GetMapping("/internal")
        String internal() {
            return "ok";
        }

        @Access(Access.Level.ANYONE)
        @GetMapping("/visits")
        Mono<String> visits(WebSession session) {
            int visits = session.getAttributeOrDefault("visits", 0) + 1;
            session.getAttributes().put("visits", visits);
            return Mono.just(String.valueOf(visits));
        }
    }
}
