package io.realtimeconnect.gateway.socket;

import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.netty.channel.ChannelOption;
import io.realtimeconnect.gateway.upstream.Instance;
import io.realtimeconnect.gateway.upstream.Unanswered;
import io.realtimeconnect.gateway.upstream.UpstreamProperties;
import io.realtimeconnect.gateway.upstream.Upstreams;
import java.net.URI;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.resources.ConnectionProvider;

/** Opens sockets to instances of a service; goes to the next instance where one cannot be reached. */
final class ServiceSockets {

    private final Upstreams upstreams;
    private final UpstreamProperties upstream;
    private final SocketProxyProperties properties;
    private final HttpClient http;

    ServiceSockets(Upstreams upstreams, UpstreamProperties upstream, SocketProxyProperties properties) {
        this.upstreams = upstreams;
        this.upstream = upstream;
        this.properties = properties;
        this.http = HttpClient.create(ConnectionProvider.newConnection())
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(properties.connect().toMillis()));
    }

    /**
     * A socket after its handshake.
     *
     * @param protocols as the client offered them, null for none
     * @return signals {@code UPSTREAM_UNAVAILABLE} when no instance can be reached
     */
    Mono<Connection> open(String service, URI uri, HttpHeaders headers, @Nullable String protocols) {
        List<Instance> instances = upstreams.of(service);
        WebsocketClientSpec.Builder spec = WebsocketClientSpec.builder()
                .handlePing(true)
                .maxFramePayloadLength(Math.toIntExact(properties.maxAnswer().toBytes()));
        if (protocols != null) {
            spec.protocols(protocols);
        }
        Iterator<Instance> turns = instances.stream().limit(upstream.attempts()).iterator();
        return attempt(turns, uri, headers, spec.build(), service, Unanswered.unavailable(service));
    }

    private Mono<Connection> attempt(
            Iterator<Instance> instances,
            URI uri,
            HttpHeaders headers,
            WebsocketClientSpec spec,
            String service,
            Throwable last) {
        if (!instances.hasNext()) {
            return Mono.error(Unanswered.problem(last, service));
        }
        Instance instance = instances.next();
        return http.headers(to -> headers.forEach(to::set))
                .websocket(spec)
                .uri(instance.socketAt(uri))
                .connect()
                .cast(Connection.class)
                .timeout(properties.connect(), Mono.error(TimeoutException::new))
                .transformDeferred(CircuitBreakerOperator.of(instance.breaker()))
                .onErrorResume(Unanswered::neverSent, error -> attempt(instances, uri, headers, spec, service, error));
    }
}
