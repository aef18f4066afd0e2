package io.realtimeconnect.communication.socket;

import io.realtimeconnect.communication.rhythm.Rhythm;
import io.realtimeconnect.perf.access.AccessGuard;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Mono;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ConnectionProperties.class)
class SocketConfiguration {

    private static final String PATH = "/ws";

    @Bean
    HandlerMapping socketMapping(SocketHandler handler) {
        return new SimpleUrlHandlerMapping(Map.of(PATH, handler), -1);
    }

    /** What even a handshake that anyone may make refuses: a foreign page with the user's cookie, two sessions at once. */
    @Bean
    WebFilter socketGate(AccessGuard guard) {
        return (exchange, chain) -> exchange.getRequest().getPath().value().equals(PATH)
                ? guard.anyone(exchange).then(chain.filter(exchange))
                : chain.filter(exchange);
    }

    @Bean
    Rhythm headCheckRhythm(HeadCheck check, ConnectionProperties properties) {
        return new Rhythm("socket.heads", properties.headCheck(), check::run);
    }

    @Bean
    Rhythm sessionCheckRhythm(SessionWatch watch, ConnectionProperties properties) {
        return new Rhythm("socket.sessions", properties.sessionCheck(), watch::check);
    }

    @Bean
    Rhythm heartbeatRhythm(Connections connections, ConnectionProperties properties) {
        return new Rhythm(
                "socket.heartbeat",
                Duration.ofSeconds(1),
                () -> Mono.fromRunnable(() -> connections.wires().forEach(wire -> wire.beat(properties))));
    }
}
