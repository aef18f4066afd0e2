package io.realtimeconnect.history.analytics;

import io.realtimeconnect.history.analytics.Counts.Count;
import io.realtimeconnect.history.analytics.Summary.Bucket;
import io.realtimeconnect.history.analytics.Summary.Totals;
import io.realtimeconnect.history.query.TimeLimit;
import io.realtimeconnect.perf.replica.ReadReplicas;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Figures of everybody, or of one user. */
@Service
class Analytics {

    private static final Duration RECENT = Duration.ofMinutes(5);

    private final Counts counts;
    private final TimeLimit timeLimit;
    private final ReadReplicas replicas;
    private final Clock clock;
    private final Duration longest;

    /** @param longest what one of its statements may take */
    Analytics(
            Counts counts,
            TimeLimit timeLimit,
            ReadReplicas replicas,
            Clock clock,
            @Value("${history.analytics.longest:5s}") Duration longest) {
        this.counts = counts;
        this.timeLimit = timeLimit;
        this.replicas = replicas;
        this.clock = clock;
        this.longest = longest;
    }

    /** @param user whose figures, null for everybody's */
    Mono<Summary> summary(Range range, @Nullable String type, @Nullable UUID user) {
        return figures(range, type, user).map(figures -> {
            List<Bucket> items = range.starts().stream().map(figures::bucket).toList();
            return new Summary(range.from(), range.to(), range.span(), items, figures.totals());
        });
    }

    Mono<Realtime> realtime(@Nullable UUID user) {
        Instant now = clock.instant();
        Range range = new Range(Span.minute.floor(now.minus(RECENT)), now.plusSeconds(1), Span.minute);
        return Mono.zip(
                        figures(range, null, user),
                        one(counts.recentlyActive(range, user)),
                        one(counts.openConversations(user)))
                .map(found -> {
                    Totals totals = found.getT1().totals();
                    return new Realtime(
                            now,
                            (int) RECENT.toSeconds(),
                            found.getT2(),
                            totals.events(),
                            totals.counts(),
                            totals.messages(),
                            totals.matches(),
                            found.getT3());
                });
    }

    private Mono<Long> one(Mono<Long> count) {
        return replicas.reads(timeLimit.within(longest, count.flux())).next();
    }

    private Mono<Figures> figures(Range range, @Nullable String type, @Nullable UUID user) {
        Figures figures = new Figures();
        return replicas.reads(timeLimit.within(
                        longest,
                        Flux.concat(
                                counts.events(range, type, user).doOnNext(figures::event),
                                counts.activeUsers(range, user).doOnNext(c -> figures.active.put(c.start(), c.n())),
                                counts.messages(range, user).doOnNext(c -> figures.messages.put(c.start(), c.n())),
                                counts.matches(range, user).doOnNext(c -> figures.matches.put(c.start(), c.n())))))
                .then(Mono.just(figures));
    }

    /** Gathered from one statement after the other. */
    private static final class Figures {

        private final Map<Instant, Map<String, Long>> events = new HashMap<>();
        private final Map<Instant, Long> allEvents = new HashMap<>();
        private final Map<Instant, Long> active = new HashMap<>();
        private final Map<Instant, Long> messages = new HashMap<>();
        private final Map<Instant, Long> matches = new HashMap<>();

        void event(Count count) {
            allEvents.merge(count.start(), count.n(), Long::sum);
            if (!count.name().isEmpty()) {
                events.computeIfAbsent(count.start(), start -> new TreeMap<>()).put(count.name(), count.n());
            }
        }

        Bucket bucket(Instant start) {
            return new Bucket(
                    start,
                    events.getOrDefault(start, Map.of()),
                    allEvents.getOrDefault(start, 0L),
                    active.getOrDefault(start, 0L),
                    messages.getOrDefault(start, 0L),
                    matches.getOrDefault(start, 0L));
        }

        Totals totals() {
            Map<String, Long> byType = new TreeMap<>();
            events.values().forEach(step -> step.forEach((type, n) -> byType.merge(type, n, Long::sum)));
            return new Totals(byType, sum(allEvents), sum(messages), sum(matches));
        }

        private static long sum(Map<Instant, Long> counts) {
            return counts.values().stream().mapToLong(Long::longValue).sum();
        }
    }
}
