package io.realtimeconnect.perf.response;

import io.realtimeconnect.perf.environment.Bytes;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Answers that are kept.
 *
 * @param enabled whether any are
 * @param ttl how long an answer is fresh where neither its handler nor its route says so
 * @param maxBody larger answers are given and not kept
 * @param maxWeight what the answers of one cache may weigh in the first tier, unless its own settings say {@code max-entries} or
 *     {@code max-weight}
 * @param passFor how long a request whose answer may not be kept goes straight to the handler, unshared
 * @param hardTimeout after which a handler whose answer several wait for is given up
 * @param routes by path template; what one says goes before the annotation of its handler
 */
@Validated
@ConfigurationProperties("perf.cache.responses")
public record ResponseProperties(
        @DefaultValue("true") boolean enabled,

        @DefaultValue("1m") @NotNull @DurationMin @DurationMax(days = 36500)
        Duration ttl,

        @DefaultValue("1MB") @NotNull @Bytes(min = "1B", max = "512MB")
        DataSize maxBody,

        @DefaultValue("64MB") @NotNull @Bytes(min = "1B") DataSize maxWeight,

        @DefaultValue("5s") @NotNull @DurationMin @DurationMax(days = 1)
        Duration passFor,

        @DefaultValue("10s") @NotNull @DurationMin(millis = 1) @DurationMax(days = 1)
        Duration hardTimeout,

        @DefaultValue List<@Valid Route> routes) {

    /**
     * @param path template of the handler, such as {@code /api/v1/courses/{id}}
     * @param ttl zero keeps nothing
     * @param notFound how long a 404 is kept
     * @param perUser whether each user has answers of their own
     * @param vary headers of the request by which answers differ
     * @param tags names under which answers are removed
     * @param cache the name of the cache
     * @param edge whether the gateway may keep the answer, too
     */
    public record Route(
            @NotBlank String path,

            @Nullable @DurationMin @DurationMax(days = 36500)
            Duration ttl,

            @Nullable @DurationMin @DurationMax(days = 36500)
            Duration notFound,

            @Nullable Boolean perUser,
            @Nullable List<String> vary,
            @Nullable List<String> tags,
            @Nullable String cache,
            @Nullable Boolean edge) {}
}
