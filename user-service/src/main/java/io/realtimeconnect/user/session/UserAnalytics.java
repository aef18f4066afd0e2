package io.realtimeconnect.user.session;

import io.realtimeconnect.perf.jobs.Job;
import io.realtimeconnect.perf.response.ResponseCache;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Brings the figures of today and yesterday up to date; yesterday's last run is after midnight. */
@Component
class UserAnalytics implements Job<Void> {

    private static final Duration EVERY = Duration.ofMinutes(15);

    private final UserDays days;
    private final @Nullable ResponseCache answers;
    private final Clock clock;

    UserAnalytics(UserDays days, ObjectProvider<ResponseCache> answers, Clock clock) {
        this.days = days;
        this.answers = answers.getIfAvailable();
        this.clock = clock;
    }

    @Override
    public String name() {
        return "user-analytics";
    }

    @Override
    public Class<Void> dataType() {
        return Void.class;
    }

    @Override
    public Duration every() {
        return EVERY;
    }

    @Override
    public Mono<Void> run(String instance, @Nullable Void data) {
        Instant now = clock.instant();
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        return Flux.just(today.minusDays(1), today)
                .concatMap(day -> days.compute(day, now))
                .then(Mono.defer(() ->
                        answers == null ? Mono.empty() : answers.invalidateTag(SessionAnalyticsController.FIGURES)));
    }
}
