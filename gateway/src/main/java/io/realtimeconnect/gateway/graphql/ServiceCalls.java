package io.realtimeconnect.gateway.graphql;

import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.netty.channel.ChannelOption;
import io.realtimeconnect.gateway.upstream.Instance;
import io.realtimeconnect.gateway.upstream.Unanswered;
import io.realtimeconnect.gateway.upstream.UpstreamProperties;
import io.realtimeconnect.gateway.upstream.Upstreams;
import io.realtimeconnect.perf.access.Credentials;
import io.realtimeconnect.perf.web.Deadline;
import io.realtimeconnect.perf.web.RequestId;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClient.RequestHeadersSpec;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls services as the caller would, by way of the same instances and breakers as proxied requests; goes to another instance only where
 * the first cannot have acted.
 */
@Component
final class ServiceCalls {

    private static final int LARGEST_ANSWER = 4 * 1024 * 1024;
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final ParameterizedTypeReference<ServerSentEvent<String>> EVENT =
            new ParameterizedTypeReference<>() {};

    private final Upstreams upstreams;
    private final UpstreamProperties properties;
    private final Answers answers;
    private final WebClient client;

    ServiceCalls(Upstreams upstreams, UpstreamProperties properties, JsonMapper json) {
        this.upstreams = upstreams;
        this.properties = properties;
        this.answers = new Answers(json);
        ConnectionProvider connections = ConnectionProvider.builder("graphql")
                .maxConnections(500)
                .maxIdleTime(Duration.ofSeconds(20))
                .evictInBackground(Duration.ofSeconds(10))
                .lifo()
                .build();
        HttpClient http = HttpClient.create(connections).option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 1000);
        this.client = WebClient.builder()
                .clientConnector(new ReactorClientHttpConnector(http))
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(LARGEST_ANSWER))
                .build();
    }

    /**
     * The answer's JSON object; empty where it has none.
     *
     * @return signals the service's problem as a {@link io.realtimeconnect.perf.web.Problem}
     */
    Mono<Map<String, @Nullable Object>> send(Call call, Ask ask) {
        return attempt(
                        ask,
                        instance -> request(call, ask, instance)
                                .exchangeToMono(response -> response.bodyToMono(byte[].class)
                                        .defaultIfEmpty(new byte[0])
                                        .map(body -> new Answers.Answer(
                                                response.statusCode(),
                                                response.headers().asHttpHeaders(),
                                                body)))
                                .timeout(call.remaining(), Mono.error(TimeoutException::new)))
                .flatMap(answer -> answers.read(ask.service(), answer));
    }

    /** True once the service has done it. */
    Mono<Boolean> done(Call call, Ask ask) {
        return send(call, ask).then(Mono.just(true));
    }

    /** Server-Sent Events, until either side ends. */
    Flux<ServerSentEvent<String>> events(Call call, Ask ask) {
        return attempt(
                        ask,
                        instance -> request(call, ask, instance)
                                .accept(MediaType.TEXT_EVENT_STREAM)
                                .retrieve()
                                .onStatus(
                                        status -> status.isError(),
                                        response -> response.bodyToMono(byte[].class)
                                                .defaultIfEmpty(new byte[0])
                                                .map(body -> answers.problem(
                                                        ask.service(),
                                                        new Answers.Answer(
                                                                response.statusCode(),
                                                                response.headers()
                                                                        .asHttpHeaders(),
                                                                body))))
                                .toEntityFlux(EVENT)
                                .timeout(call.remaining(), Mono.error(TimeoutException::new)))
                .mapNotNull(ResponseEntity::getBody)
                .flatMapMany(events -> events)
                .onErrorMap(IOException.class, error -> Unanswered.unavailable(ask.service()));
    }

    private RequestHeadersSpec<?> request(Call call, Ask ask, Instance instance) {
        WebClient.RequestBodySpec request = client.method(ask.method())
                .uri(URI.create(instance.base() + ask.path()))
                .headers(headers -> headers(headers, call, ask));
        return ask.body() == null
                ? request
                : request.contentType(MediaType.APPLICATION_JSON).bodyValue(ask.body());
    }

    private static void headers(HttpHeaders headers, Call call, Ask ask) {
        headers.set(Credentials.HEADER, call.token());
        identify(headers, call);
        headers.set(Deadline.HEADER, Long.toString(call.remaining().toMillis()));
        if (ask.ifMatch() != null) {
            headers.setIfMatch(ask.ifMatch());
        }
        if (call.idempotencyKey() != null && ask.method() == HttpMethod.POST) {
            headers.set(IDEMPOTENCY_KEY, call.idempotencyKey());
        }
    }

    private static void identify(HttpHeaders headers, Call call) {
        headers.set(RequestId.HEADER, call.requestId().value());
        if (call.requestId().traceparent() != null) {
            headers.set("traceparent", call.requestId().traceparent());
        }
        if (call.client() != null) {
            headers.set("X-Forwarded-For", call.client());
        }
    }

    private <T> Mono<T> attempt(Ask ask, Function<Instance, Mono<T>> sending) {
        Iterator<Instance> instances = upstreams.of(ask.service()).stream()
                .limit(properties.attempts())
                .iterator();
        return attempt(ask, sending, instances, Unanswered.unavailable(ask.service()));
    }

    private <T> Mono<T> attempt(
            Ask ask, Function<Instance, Mono<T>> sending, Iterator<Instance> instances, Throwable last) {
        if (!instances.hasNext()) {
            return Mono.error(Unanswered.problem(last, ask.service()));
        }
        Instance instance = instances.next();
        return sending.apply(instance)
                .onErrorMap(
                        WebClientRequestException.class, error -> error.getCause() == null ? error : error.getCause())
                .transformDeferred(CircuitBreakerOperator.of(instance.breaker()))
                .onErrorResume(
                        error -> mayGoElsewhere(error, ask.method()), error -> attempt(ask, sending, instances, error))
                .onErrorMap(error -> Unanswered.problem(error, ask.service()));
    }

    private static boolean mayGoElsewhere(Throwable error, HttpMethod method) {
        return Unanswered.neverSent(error) || error instanceof IOException && method == HttpMethod.GET;
    }
}
