package io.realtimeconnect.perf.resilience;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.reactor.bulkhead.operator.BulkheadOperator;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.realtimeconnect.perf.web.Deadline;
import io.realtimeconnect.perf.web.RequestId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * The way to one service: picks an instance in turn, passes over those that are known to be down, and tries another where that is
 * harmless. A request that could not connect never left and goes to the next instance; a GET or PUT that got lost is repeated within
 * the {@link RetryBudget}.
 */
final class Upstream implements ExchangeFilterFunction {

    private static final Set<HttpMethod> REPEATABLE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.PUT);
    private static final Set<Integer> AWAY = Set.of(502, 503, 504);

    private final String service;
    private final List<Instance> instances;
    private final Bulkhead bulkhead;
    private final ServiceTokens tokens;
    private final ResilienceProperties properties;
    private final AtomicInteger turn = new AtomicInteger();
    private final RetryBudget budget = new RetryBudget();

    Upstream(
            String service,
            List<Instance> instances,
            Bulkhead bulkhead,
            ServiceTokens tokens,
            ResilienceProperties properties) {
        this.service = service;
        this.instances = instances;
        this.bulkhead = bulkhead;
        this.tokens = tokens;
        this.properties = properties;
    }

    /** Whether a breaker counts the answer as a failure of the instance. */
    static boolean isAway(Object answer) {
        return answer instanceof ClientResponse response
                && AWAY.contains(response.statusCode().value());
    }

    @Override
    public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
        return Mono.deferContextual(context -> {
            budget.called();
            return attempt(new Call(request, next, context), inTurn(), 0, 0);
        });
    }

    /** All instances, beginning with another one each time, those that refused a moment ago last. */
    private List<Instance> inTurn() {
        int size = instances.size();
        int first = Math.floorMod(turn.getAndIncrement(), size);
        List<Instance> order = new ArrayList<>(size);
        List<Instance> cool = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Instance instance = instances.get((first + i) % size);
            (instance.cool() ? cool : order).add(instance);
        }
        order.addAll(cool);
        return order;
    }

    private Mono<ClientResponse> attempt(Call call, List<Instance> order, int at, int repeated) {
        Instance instance = order.get(at % order.size());
        return call.send(instance)
                .transform(CircuitBreakerOperator.of(instance.breaker()))
                .transform(BulkheadOperator.of(bulkhead))
                .flatMap(answer -> isAway(answer) && mayRepeat(call, repeated)
                        ? answer.releaseBody().then(attempt(call, order, at + 1, repeated + 1))
                        : Mono.just(answer))
                .onErrorResume(error -> {
                    boolean another = at + 1 < order.size();
                    if (error instanceof CallNotPermittedException) {
                        return another ? attempt(call, order, at + 1, repeated) : failed(error);
                    }
                    if (UpstreamErrors.notConnected(error)) {
                        instance.refused(properties.cooldown());
                        return another ? attempt(call, order, at + 1, repeated) : failed(error);
                    }
                    return UpstreamErrors.lost(error) && mayRepeat(call, repeated)
                            ? attempt(call, order, at + 1, repeated + 1)
                            : failed(error);
                });
    }

    private boolean mayRepeat(Call call, int repeated) {
        return repeated < properties.retries() && REPEATABLE.contains(call.request.method()) && budget.takeRetry();
    }

    /** Keeps an outer attempt from handling again what an inner one has given up. */
    private static Mono<ClientResponse> failed(Throwable error) {
        return Mono.error(error instanceof Failed ? error : new Failed(error));
    }

    /** The last failure of all attempts. */
    static final class Failed extends RuntimeException {

        Failed(Throwable cause) {
            super(null, cause, false, false);
        }
    }

    private final class Call {

        private final ClientRequest request;
        private final ExchangeFunction next;
        private final @Nullable RequestId id;
        private final @Nullable Deadline deadline;

        Call(ClientRequest request, ExchangeFunction next, ContextView context) {
            this.request = request;
            this.next = next;
            this.id = RequestId.from(context);
            this.deadline = Deadline.from(context);
        }

        Mono<ClientResponse> send(Instance instance) {
            return Mono.defer(() -> {
                Duration left = deadline == null ? properties.timeout() : deadline.remaining();
                if (left.toMillis() <= 0) {
                    return Mono.error(UpstreamErrors.timeout(service));
                }
                return next.exchange(ClientRequest.from(request)
                                .url(instance.resolve(request.url()))
                                .headers(headers -> {
                                    headers.set(ServiceTokens.HEADER, tokens.sign(service));
                                    headers.set(Deadline.HEADER, Long.toString(left.toMillis()));
                                    if (id != null) {
                                        headers.set(RequestId.HEADER, id.value());
                                        if (id.traceparent() != null) {
                                            headers.set("traceparent", id.traceparent());
                                        }
                                    }
                                })
                                .build())
                        // a little before the deadline itself, whose cancellation no breaker would count
                        .timeout(left.multipliedBy(19).dividedBy(20));
            });
        }
    }
}
