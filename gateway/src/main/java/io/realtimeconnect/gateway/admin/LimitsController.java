package io.realtimeconnect.gateway.admin;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.ratelimit.RateLimitPolicies;
import io.realtimeconnect.perf.ratelimit.RateLimitPolicy;
import io.realtimeconnect.perf.ratelimit.RateLimitPolicy.OnRedisLoss;
import io.realtimeconnect.perf.redis.RedisUnavailable;
import io.realtimeconnect.perf.web.Problem;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The rate limits in force, in every process of the suite that counts: they are kept in Redis and pushed. */
@RestController
@RequestMapping("/api/v1/admin/limits")
@Access(Access.Level.ADMIN)
class LimitsController {

    private static final long MOST = 1_000_000_000;
    private static final long LONGEST_MS = 31L * 24 * 60 * 60 * 1000;

    private final RateLimitPolicies policies;

    LimitsController(RateLimitPolicies policies) {
        this.policies = policies;
    }

    /**
     * A policy as clients see it.
     *
     * @param limit calls in a window
     * @param burst calls at once after a rest
     */
    record Limit(
            String name,
            long limit,
            long windowMs,
            long burst,
            OnRedisLoss onRedisLoss,
            boolean dryRun,
            boolean enabled) {

        private static Limit of(String name, RateLimitPolicy policy) {
            return new Limit(
                    name,
                    policy.limit(),
                    policy.window().toMillis(),
                    policy.burst(),
                    policy.onRedisLoss(),
                    policy.dryRun(),
                    policy.enabled());
        }
    }

    /** What is to change; what is left out stays. */
    record Change(
            @Nullable @Min(1) @Max(MOST) Long limit,
            @Nullable @Min(1) @Max(LONGEST_MS) Long windowMs,
            @Nullable @Min(1) @Max(MOST) Long burst,
            @Nullable OnRedisLoss onRedisLoss,
            @Nullable Boolean dryRun,
            @Nullable Boolean enabled) {

        private RateLimitPolicy over(RateLimitPolicy old) {
            return new RateLimitPolicy(
                    limit == null ? old.limit() : limit,
                    windowMs == null ? old.window() : Duration.ofMillis(windowMs),
                    burst == null ? old.burst() : burst,
                    onRedisLoss == null ? old.onRedisLoss() : onRedisLoss,
                    dryRun == null ? old.dryRun() : dryRun,
                    enabled == null ? old.enabled() : enabled);
        }
    }

    /** A change and the policy it is for. */
    record NamedChange(
            @NotBlank @Size(max = 64) String name,
            @Nullable @Min(1) @Max(MOST) Long limit,
            @Nullable @Min(1) @Max(LONGEST_MS) Long windowMs,
            @Nullable @Min(1) @Max(MOST) Long burst,
            @Nullable OnRedisLoss onRedisLoss,
            @Nullable Boolean dryRun,
            @Nullable Boolean enabled) {

        private Change change() {
            return new Change(limit, windowMs, burst, onRedisLoss, dryRun, enabled);
        }
    }

    /** Several changes. */
    record Changes(@NotNull @NotEmpty @Size(max = 50) List<@Valid @NotNull NamedChange> items) {}

    /** All policies by name; there are few. */
    record Limits(List<Limit> items, @Nullable String nextCursor) {}

    @GetMapping
    Limits all() {
        return new Limits(
                new TreeMap<>(policies.all())
                        .entrySet().stream()
                                .map(policy -> Limit.of(policy.getKey(), policy.getValue()))
                                .toList(),
                null);
    }

    @GetMapping("/{policy}")
    Limit one(@PathVariable String policy) {
        return Limit.of(policy, known(policy));
    }

    @PutMapping("/{policy}")
    Mono<Limit> put(@PathVariable String policy, @Valid @RequestBody Change change) {
        return put(policy, known(policy), change);
    }

    /** None is changed unless all are known. */
    @PutMapping
    Mono<Limits> putAll(@Valid @RequestBody Changes changes) {
        changes.items().forEach(change -> known(change.name()));
        return Flux.fromIterable(changes.items())
                .concatMap(change -> put(change.name(), known(change.name()), change.change()))
                .then(Mono.fromSupplier(this::all));
    }

    private Mono<Limit> put(String name, RateLimitPolicy old, Change change) {
        return policies.put(name, change.over(old))
                .map(policy -> Limit.of(name, policy))
                .onErrorMap(
                        RedisUnavailable.class,
                        error -> new Problem(
                                        HttpStatus.SERVICE_UNAVAILABLE,
                                        "UPSTREAM_UNAVAILABLE",
                                        "The change could not be told to the others and is not in force")
                                .header("Retry-After", "1"));
    }

    private RateLimitPolicy known(String name) {
        RateLimitPolicy policy = policies.get(name);
        if (policy == null) {
            throw new Problem(HttpStatus.NOT_FOUND, "NOT_FOUND", "There is no policy of this name");
        }
        return policy;
    }
}
