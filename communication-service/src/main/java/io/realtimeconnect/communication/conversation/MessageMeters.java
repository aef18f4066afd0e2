package io.realtimeconnect.communication.conversation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.realtimeconnect.perf.web.Problem;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;

/** {@code rtc.messages}: messages that somebody wanted to send, text or voice, by what became of them. */
@Component
class MessageMeters {

    private enum Result {
        SENT,
        REPEATED,
        MUTED,
        BLOCKED,
        /** The request was wrong in another way. */
        REFUSED,
        /** Its fate is unknown, or a service was away. */
        FAILED
    }

    private final Map<Result, Counter> results = new EnumMap<>(Result.class);

    MessageMeters(MeterRegistry registry) {
        for (Result result : Result.values()) {
            results.put(
                    result,
                    Counter.builder("rtc.messages")
                            .description("Messages by what became of them")
                            .tag("result", result.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    void sent(Messages.Sent sent) {
        count(sent.isNew() ? Result.SENT : Result.REPEATED);
    }

    void failed(Throwable error) {
        if (!(error instanceof Problem problem) || problem.status().is5xxServerError()) {
            count(Result.FAILED);
            return;
        }
        count(
                switch (problem.code()) {
                    case "MUTED", "ACCOUNT_SUSPENDED" -> Result.MUTED;
                    case "MESSAGE_BLOCKED" -> Result.BLOCKED;
                    default -> Result.REFUSED;
                });
    }

    private void count(Result result) {
        Counter counter = results.get(result);
        if (counter != null) {
            counter.increment();
        }
    }
}
