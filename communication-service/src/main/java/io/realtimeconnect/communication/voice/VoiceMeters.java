package io.realtimeconnect.communication.voice;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.realtimeconnect.communication.conversation.Messages.Sent;
import io.realtimeconnect.perf.web.Problem;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * {@code rtc.voice.notes{result}}: what became of voice notes that were sent; {@code rtc.voice.size} and {@code rtc.voice.duration}: of
 * those that were taken.
 */
@Component
class VoiceMeters {

    private enum Result {
        TAKEN,
        REPEATED,
        TOO_LARGE,
        UNSUPPORTED,
        REFUSED,
        FAILED
    }

    private final Map<Result, Counter> results = new EnumMap<>(Result.class);
    private final DistributionSummary bytes;
    private final DistributionSummary seconds;

    VoiceMeters(MeterRegistry metrics) {
        for (Result result : Result.values()) {
            results.put(
                    result,
                    Counter.builder("rtc.voice.notes")
                            .description("Voice notes that were sent, by what became of them")
                            .tag("result", result.name().toLowerCase(Locale.ROOT))
                            .register(metrics));
        }
        bytes = DistributionSummary.builder("rtc.voice.size")
                .description("Voice notes that were taken")
                .baseUnit("bytes")
                .register(metrics);
        seconds = DistributionSummary.builder("rtc.voice.duration")
                .description("How long voice notes last")
                .baseUnit("seconds")
                .register(metrics);
    }

    void taken(Sent sent) {
        count(sent.isNew() ? Result.TAKEN : Result.REPEATED);
        if (sent.isNew() && sent.message().media() != null) {
            bytes.record(sent.message().media().path("bytes").asInt(0));
            seconds.record(sent.message().media().path("durationMs").asInt(0) / 1e3);
        }
    }

    void refused(Throwable error) {
        if (error instanceof MediaTooLarge) {
            count(Result.TOO_LARGE);
        } else if (error instanceof UnsupportedMedia) {
            count(Result.UNSUPPORTED);
        } else {
            count(error instanceof Problem p && p.status().is4xxClientError() ? Result.REFUSED : Result.FAILED);
        }
    }

    private void count(Result result) {
        Counter counter = results.get(result);
        if (counter != null) {
            counter.increment();
        }
    }
}
