package io.realtimeconnect.perf.resilience;

import io.realtimeconnect.perf.web.Deadline;
import java.time.Duration;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.service.invoker.HttpExchangeAdapter;
import org.springframework.web.service.invoker.HttpRequestValues;
import org.springframework.web.service.invoker.ReactorHttpExchangeAdapterDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/** Ends each call, its body included, at the deadline, and makes problems of its failures. */
final class TranslatingExchange extends ReactorHttpExchangeAdapterDecorator {

    private static final Duration FOR_THE_BODY = Duration.ofMillis(250);

    private final String service;
    private final Duration longest;

    TranslatingExchange(String service, HttpExchangeAdapter delegate, Duration longest) {
        super(delegate);
        this.service = service;
        this.longest = longest;
    }

    @Override
    public Mono<Void> exchangeForMono(HttpRequestValues values) {
        return bounded(super.exchangeForMono(values));
    }

    @Override
    public Mono<HttpHeaders> exchangeForHeadersMono(HttpRequestValues values) {
        return bounded(super.exchangeForHeadersMono(values));
    }

    @Override
    public <T> Mono<T> exchangeForBodyMono(HttpRequestValues values, ParameterizedTypeReference<T> type) {
        return bounded(super.exchangeForBodyMono(values, type));
    }

    @Override
    public <T> Flux<T> exchangeForBodyFlux(HttpRequestValues values, ParameterizedTypeReference<T> type) {
        return super.exchangeForBodyFlux(values, type).onErrorMap(this::translate);
    }

    @Override
    public Mono<ResponseEntity<Void>> exchangeForBodilessEntityMono(HttpRequestValues values) {
        return bounded(super.exchangeForBodilessEntityMono(values));
    }

    @Override
    public <T> Mono<ResponseEntity<T>> exchangeForEntityMono(
            HttpRequestValues values, ParameterizedTypeReference<T> type) {
        return bounded(super.exchangeForEntityMono(values, type));
    }

    @Override
    public <T> Mono<ResponseEntity<Flux<T>>> exchangeForEntityFlux(
            HttpRequestValues values, ParameterizedTypeReference<T> type) {
        return bounded(super.exchangeForEntityFlux(values, type));
    }

    private <T> Mono<T> bounded(Mono<T> call) {
        return Mono.deferContextual(context -> call.timeout(left(context))).onErrorMap(this::translate);
    }

    /** Later than {@link Upstream}'s own limit, which a breaker counts; this one is for bodies that do not end. */
    private Duration left(ContextView context) {
        Deadline deadline = Deadline.from(context);
        Duration left =
                deadline == null || deadline.remaining().compareTo(longest) > 0 ? longest : deadline.remaining();
        return (left.isNegative() ? Duration.ZERO : left).plus(FOR_THE_BODY);
    }

    private Throwable translate(Throwable error) {
        Throwable last = error instanceof Upstream.Failed && error.getCause() != null ? error.getCause() : error;
        return UpstreamErrors.translate(service, last);
    }
}
