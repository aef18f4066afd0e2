package io.realtimeconnect.perf.response;

import io.micrometer.core.instrument.MeterRegistry;
import io.realtimeconnect.perf.cache.CacheOptions;
import io.realtimeconnect.perf.cache.TwoTierCache;
import io.realtimeconnect.perf.cache.TwoTierCaches;
import io.realtimeconnect.perf.response.ResponseMeters.Result;
import io.realtimeconnect.perf.web.Problem;
import io.realtimeconnect.perf.web.Problems;
import io.realtimeconnect.perf.web.WebAttributes;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.RequestPath;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Answers of GETs in {@link TwoTierCache}s, served as a shared cache does (RFC 9111): one run of the origin for all who ask meanwhile, 304 where
 * the client has the answer, an old answer where the origin fails with 5xx. What became of a request is in {@code Cache-Status} (RFC 9211).
 *
 * <p>Whoever calls {@link #serve} has checked before that the caller may have the answer.
 */
public final class ResponseCache {

    /** Attribute of the exchange with {@code Cache-Control} for this cache alone (RFC 9213): a {@link String}; goes before the header. */
    public static final String TARGETED = ResponseCache.class.getName() + ".targeted";

    private static final String AGE = HttpHeaders.AGE;
    private static final String STATUS = "Cache-Status";

    private final TwoTierCaches caches;
    private final ResponseProperties properties;
    private final Problems problems;
    private final String name;
    private final Clock clock;
    private final ResponseMeters meters;
    private final Supplier<Set<String>> declared;
    private final Map<String, TwoTierCache<StoredResponse>> used = new ConcurrentHashMap<>();

    /** @param declared the names of the caches that handlers and settings mention */
    ResponseCache(
            TwoTierCaches caches,
            Supplier<Set<String>> declared,
            ResponseProperties properties,
            Problems problems,
            String name,
            MeterRegistry meters,
            Clock clock) {
        this.caches = caches;
        this.declared = declared;
        this.properties = properties;
        this.problems = problems;
        this.name = name;
        this.clock = clock;
        this.meters = new ResponseMeters(meters);
    }

    /** Removes, on every instance, the answers of routes that declare the tag, whether or not this instance has given any. */
    public Mono<Void> invalidateTag(String tag) {
        return Mono.defer(() -> {
            Set<String> names = new HashSet<>(declared.get());
            names.addAll(used.keySet());
            return Flux.fromIterable(names)
                    .flatMap(cache -> cache(cache).invalidateTag(tag))
                    .then();
        });
    }

    /** Removes all answers of a cache, on every instance. */
    public Mono<Void> clear(String cache) {
        return cache(cache).clear();
    }

    /**
     * Before a request that may have changed something is answered, and unless it failed, the answers of its path go, on every instance: of
     * all users, queries and headers. So do those of what {@code Location} and {@code Content-Location} name here (RFC 9111, section 4.4).
     *
     * @param keepers names of the caches that have answers of a path
     */
    public void watch(ServerWebExchange exchange, Function<RequestPath, Set<String>> keepers) {
        if (Outdated.may(exchange.getRequest())) {
            exchange.getResponse()
                    .beforeCommit(() -> Flux.fromIterable(Outdated.paths(exchange))
                            .flatMap(path -> Flux.fromIterable(keepers.apply(path))
                                    .flatMap(cache -> cache(cache).invalidateTag(ResponseKey.tag(path))))
                            .then());
        }
    }

    /** @param origin writes the answer to the exchange it is given: this one, or one whose answer many get */
    public Mono<Void> serve(
            ServerWebExchange exchange, ResponseTerms terms, Function<ServerWebExchange, Mono<Void>> origin) {
        ServerHttpResponse response = exchange.getResponse();
        response.beforeCommit(() -> Mono.fromRunnable(() -> Replay.vary(response.getHeaders(), terms)));
        return Mono.deferContextual(context -> {
            HttpHeaders asked = exchange.getRequest().getHeaders();
            Directives wanted = Directives.of(asked.get(HttpHeaders.CACHE_CONTROL));
            String aside = aside(exchange, terms, wanted);
            if (aside != null) {
                return past(exchange, terms, "fwd=bypass; detail=" + aside, Result.BYPASS, origin);
            }
            String accept = ResponseKey.accept(asked);
            String key = ResponseKey.of(exchange, terms, accept);
            TwoTierCache<StoredResponse> cache = cache(terms.cache());
            ResponseLoad load = new ResponseLoad(exchange, terms, accept, origin, properties, problems, clock);
            Asked ask = new Asked(exchange, terms, origin, load, clock.millis());
            CacheOptions options = options(exchange, terms);
            boolean credentials = asked.containsHeader(HttpHeaders.AUTHORIZATION);
            if (credentials || wanted.has("only-if-cached")) {
                Mono<Void> otherwise = wanted.has("only-if-cached")
                        ? Mono.error(() -> new Problem(
                                HttpStatus.GATEWAY_TIMEOUT, "NOT_CACHED", "There is no kept answer to this."))
                        : past(exchange, terms, "fwd=bypass; detail=authorization", Result.BYPASS, origin);
                return cache.get(key)
                        .filter(stored -> (stored.open() || !credentials)
                                && stored.freshFor(ask.at) > 0
                                && !anew(asked, wanted)
                                && younger(stored, ask, wanted))
                        .map(stored -> from(ask, stored))
                        .switchIfEmpty(Mono.just(otherwise))
                        .flatMap(answer -> answer);
            }
            Mono<StoredResponse> run = load.run(context);
            Mono<StoredResponse> found = anew(asked, wanted)
                    ? cache.refresh(key, run, options)
                    : cache.get(key, run, options)
                            .flatMap(stored -> young(stored, ask, wanted)
                                    ? Mono.just(stored)
                                    : cache.refresh(key, run, options)
                                            .onErrorResume(
                                                    e -> failure(e) && !stored.strict(), e -> Mono.just(stored)));
            return found.map(stored -> from(ask, stored))
                    .switchIfEmpty(Mono.fromSupplier(() -> unkept(ask)))
                    .onErrorResume(ResponseCache::failure, e -> Mono.just(failed(ask, e)))
                    .flatMap(answer -> answer);
        });
    }

    /** One request and what it may get. */
    private record Asked(
            ServerWebExchange exchange,
            ResponseTerms terms,
            Function<ServerWebExchange, Mono<Void>> origin,
            ResponseLoad load,
            long at) {}

    private TwoTierCache<StoredResponse> cache(String cache) {
        return used.computeIfAbsent(cache, any -> {
            weigh(any);
            return caches.cache(any, StoredResponse.class);
        });
    }

    /** Who asks chooses the key, and so how many answers there are. */
    private void weigh(String cache) {
        caches.weigh(cache, properties.maxWeight());
    }

    /** Before anybody makes the caches that handlers and settings mention. */
    void weighDeclared() {
        declared.get().forEach(this::weigh);
    }

    /** Why the request is none for a cache; null if it is one. */
    private static @Nullable String aside(ServerWebExchange exchange, ResponseTerms terms, Directives wanted) {
        HttpHeaders asked = exchange.getRequest().getHeaders();
        HttpMethod method = exchange.getRequest().getMethod();
        if (method != HttpMethod.GET && method != HttpMethod.HEAD) {
            return "method";
        }
        if (wanted.has("no-store")) {
            return "no-store";
        }
        if (asked.containsHeader(HttpHeaders.RANGE)) {
            return "range";
        }
        if (asked.containsHeader(HttpHeaders.IF_MATCH) || asked.containsHeader(HttpHeaders.IF_UNMODIFIED_SINCE)) {
            return "precondition";
        }
        return terms.perUser() && exchange.getAttribute(WebAttributes.USER_ID) == null ? "no-user" : null;
    }

    private static boolean anew(HttpHeaders asked, Directives wanted) {
        boolean pragma = !asked.containsHeader(HttpHeaders.CACHE_CONTROL)
                && "no-cache".equalsIgnoreCase(asked.getFirst(HttpHeaders.PRAGMA));
        return wanted.has("no-cache") || pragma;
    }

    private CacheOptions options(ServerWebExchange exchange, ResponseTerms terms) {
        Map<String, String> variables =
                exchange.getAttributeOrDefault(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE, Map.of());
        Stream<String> said = terms.tags().stream().map(tag -> {
            String filled = tag;
            for (Map.Entry<String, String> variable : variables.entrySet()) {
                filled = filled.replace("{" + variable.getKey() + "}", variable.getValue());
            }
            return filled;
        });
        Stream<String> path = Stream.of(ResponseKey.tag(exchange.getRequest().getPath()));
        return CacheOptions.of(o -> o.ttl(terms.ttl())
                .negativeTtl(properties.passFor())
                .hardTimeout(properties.hardTimeout())
                // an old answer is for a handler that fails, not for one that takes its time
                .softTimeout(properties.hardTimeout())
                // what the client is told of its age is to be right
                .jitter(0)
                // for the cache it is as fresh as it is for clients
                .fitting(
                        StoredResponse.class,
                        stored -> CacheOptions.of(
                                own -> own.ttl(Duration.ofMillis(Math.max(1, stored.freshFor(clock.millis()))))))
                .tags(Stream.concat(said, path).toArray(String[]::new)));
    }

    /** Whether it will do: it is fresh, or the cache has chosen to give an old one, and the client wants none younger. */
    private static boolean young(StoredResponse stored, Asked ask, Directives wanted) {
        if (stored.storedAt() >= ask.at) {
            return true;
        }
        return younger(stored, ask, wanted) && (stored.freshFor(ask.at) > 0 || !stored.strict());
    }

    private static boolean younger(StoredResponse stored, Asked ask, Directives wanted) {
        Duration most = wanted.seconds("max-age");
        return most == null || stored.age(ask.at) <= most.toSeconds();
    }

    private static boolean failure(Throwable e) {
        return e instanceof ResponseLoad.OriginFailed || e instanceof TimeoutException;
    }

    private Mono<Void> from(Asked ask, StoredResponse stored) {
        long now = clock.millis();
        boolean mine = ask.load.made(stored);
        long ttl = Math.floorDiv(stored.freshFor(now), 1000);
        Result result = mine
                ? Result.MISS
                : stored.storedAt() > ask.at ? Result.COLLAPSED : ttl < 0 ? Result.STALE : Result.HIT;
        status(
                ask.exchange,
                switch (result) {
                    case MISS -> "fwd=miss; stored";
                    case COLLAPSED -> "fwd=miss; collapsed";
                    default -> "hit; ttl=" + ttl;
                });
        HttpHeaders headers = ask.exchange.getResponse().getHeaders();
        if (!mine || stored.ageThen() > 0) {
            headers.set(AGE, Long.toString(stored.age(now)));
        }
        StoredResponse.Absence absence = stored.problem();
        if (absence != null) {
            meters.count(ask.terms.cache(), result);
            Problem problem = new Problem(HttpStatus.NOT_FOUND, absence.code(), absence.detail());
            absence.properties().forEach(problem::with);
            return Mono.error(problem);
        }
        boolean known = Replay.head(ask.exchange, stored, ask.terms);
        meters.count(ask.terms.cache(), known && result == Result.HIT ? Result.NOT_MODIFIED : result);
        return Replay.body(ask.exchange.getResponse(), known ? new byte[0] : stored.body(), known);
    }

    /** The answer may not be kept: whoever ran the origin gets what came of it, the others run it themselves. */
    private Mono<Void> unkept(Asked ask) {
        Function<ServerWebExchange, Mono<Void>> own = ask.load.own();
        return own == null
                ? past(ask.exchange, ask.terms, "fwd=miss", Result.PASS, ask.origin)
                : past(ask.exchange, ask.terms, "fwd=miss", Result.PASS, own);
    }

    private Mono<Void> failed(Asked ask, Throwable e) {
        meters.count(ask.terms.cache(), Result.FAILED);
        status(ask.exchange, "fwd=miss");
        return e instanceof ResponseLoad.OriginFailed failed
                ? failed.answer(ask.exchange)
                : Mono.error(new Problem(
                        HttpStatus.GATEWAY_TIMEOUT, "UPSTREAM_TIMEOUT", "The answer did not come in time."));
    }

    private Mono<Void> past(
            ServerWebExchange exchange,
            ResponseTerms terms,
            String what,
            Result result,
            Function<ServerWebExchange, Mono<Void>> origin) {
        return Mono.defer(() -> {
            meters.count(terms.cache(), result);
            status(exchange, what);
            return origin.apply(exchange);
        });
    }

    private void status(ServerWebExchange exchange, String what) {
        exchange.getResponse().getHeaders().add(STATUS, name + "; " + what);
    }
}
