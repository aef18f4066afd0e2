package io.realtimeconnect.communication.socket;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.realtimeconnect.communication.log.Message;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * Delivery in figures. {@code rtc.delivery.push} is from the time that the log gave a message to the time that its frame was put into a
 * socket's outbox, on the clocks of two services; messages told by a resume, which may be old, do not count. {@code rtc.delivery.gaps}
 * counts reads of the log for changes that no hint had brought.
 */
@Component
class FeedMeters {

    private static final Duration[] OBJECTIVES = {
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500)
    };

    private final Timer push;
    private final Counter gaps;
    private final Clock clock;

    FeedMeters(MeterRegistry registry, Clock clock) {
        this.push = Timer.builder("rtc.delivery.push")
                .description("From the commit of a message to its frame in a socket's outbox")
                .serviceLevelObjectives(OBJECTIVES)
                .register(registry);
        this.gaps = Counter.builder("rtc.delivery.gaps")
                .description("Reads of the log because a change was missing")
                .register(registry);
        this.clock = clock;
    }

    void pushed(Message message) {
        Duration since = Duration.between(message.createdAt(), clock.instant());
        push.record(since.isNegative() ? Duration.ZERO : since);
    }

    void gap() {
        gaps.increment();
    }
}
