package io.realtimeconnect.user.session;

import io.realtimeconnect.perf.jobs.Job;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Forgets what told of sessions and devices that nobody asks for any more; Redis drops expired sessions by itself. */
@Component
class TokenCleanup implements Job<Void> {

    private static final Duration HISTORY = Duration.ofDays(30);
    private static final Duration DEVICES = Duration.ofDays(180);

    private final SessionHistory history;
    private final RevocationTable revocations;
    private final KnownDevices devices;
    private final RevocationProperties properties;
    private final Duration every;
    private final Clock clock;

    TokenCleanup(
            SessionHistory history,
            RevocationTable revocations,
            KnownDevices devices,
            RevocationProperties properties,
            @Value("${perf.jobs.cleanup-interval:1h}") Duration every,
            Clock clock) {
        this.history = history;
        this.revocations = revocations;
        this.devices = devices;
        this.properties = properties;
        this.every = every;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "token-cleanup";
    }

    @Override
    public Class<Void> dataType() {
        return Void.class;
    }

    @Override
    public Duration every() {
        return every;
    }

    @Override
    public Mono<Void> run(String instance, @Nullable Void data) {
        Instant now = clock.instant();
        return revocations
                .forget(now.minus(properties.keep()))
                .then(history.forgetBefore(now.minus(HISTORY)))
                .then(devices.forgetBefore(now.minus(DEVICES)))
                .then();
    }
}
