package io.realtimeconnect.gateway.upstream;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Every instance of every other service, asked at once. Breakers are not asked: what is asked here is how an instance is. */
@Component
public final class Fleet {

    private final Upstreams upstreams;
    private final InnerCalls calls;

    Fleet(Upstreams upstreams, InnerCalls calls) {
        this.upstreams = upstreams;
        this.calls = calls;
    }

    /** One instance's answer; {@code status} is 503 for none. */
    public record Said(
            String instance, int status, @Nullable JsonNode body) {

        /** Whether it did what it was asked. */
        public boolean well() {
            return status < 300 && body != null;
        }
    }

    public Set<String> services() {
        return upstreams.names();
    }

    /** What all instances of a service say, in the order of their addresses. */
    public Mono<List<Said>> ask(
            String service, HttpMethod method, String path, @Nullable Object body, Duration within) {
        return Flux.fromIterable(upstreams.of(service))
                .flatMap(instance -> one(instance, method, path, body, within), Integer.MAX_VALUE)
                .sort((a, b) -> a.instance().compareTo(b.instance()))
                .collectList();
    }

    /** The same for one instance, the first that answers at all. */
    public Mono<Said> askOne(String service, HttpMethod method, String path, @Nullable Object body, Duration within) {
        return Flux.fromIterable(upstreams.of(service))
                .concatMap(instance -> one(instance, method, path, body, within), 1)
                .filter(said -> said.body() != null)
                .next();
    }

    /**
     * The same for one instance, and then for all others at once.
     *
     * @param rest what the others are asked, after what the first has said
     * @param within each of the two
     */
    public Mono<List<Said>> askOneThenOthers(
            String service, HttpMethod method, String path, Object body, Function<Said, ?> rest, Duration within) {
        List<Instance> instances = upstreams.of(service);
        return askOne(service, method, path, body, within)
                .flatMap(first -> Flux.fromIterable(instances)
                        .filter(instance -> !name(instance).equals(first.instance()))
                        .flatMap(instance -> one(instance, method, path, rest.apply(first), within), Integer.MAX_VALUE)
                        .startWith(first)
                        .sort((a, b) -> a.instance().compareTo(b.instance()))
                        .collectList())
                .switchIfEmpty(Mono.fromSupplier(
                        () -> instances.stream().map(Fleet::silent).toList()));
    }

    /** The same for all services. */
    public Mono<Map<String, List<Said>>> askAll(
            HttpMethod method, String path, @Nullable Object body, Duration within) {
        return Flux.fromIterable(services())
                .flatMap(service -> ask(service, method, path, body, within).map(said -> Map.entry(service, said)))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    private Mono<Said> one(Instance instance, HttpMethod method, String path, @Nullable Object body, Duration within) {
        return calls.ask(instance, method, path, body, within)
                .map(answer -> new Said(name(instance), answer.status().value(), answer.body()))
                .onErrorResume(error -> Mono.just(silent(instance)));
    }

    private static Said silent(Instance instance) {
        return new Said(name(instance), HttpStatus.SERVICE_UNAVAILABLE.value(), null);
    }

    private static String name(Instance instance) {
        return instance.base().getAuthority();
    }
}
