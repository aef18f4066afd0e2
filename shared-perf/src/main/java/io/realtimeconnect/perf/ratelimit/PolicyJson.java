package io.realtimeconnect.perf.ratelimit;

import io.realtimeconnect.perf.ratelimit.RateLimitPolicy.OnRedisLoss;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** A changed policy as Redis keeps it; {@code revision} comes first and is written by the script. */
record PolicyJson(
        long revision,
        long limit,
        long windowMs,
        long burst,
        OnRedisLoss onRedisLoss,
        boolean dryRun,
        boolean enabled) {

    private record Tail(
            long limit, long windowMs, long burst, OnRedisLoss onRedisLoss, boolean dryRun, boolean enabled) {}

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final ObjectReader READER = JSON.readerFor(PolicyJson.class);
    private static final ObjectWriter WRITER = JSON.writerFor(Tail.class);

    static String tail(RateLimitPolicy policy) {
        Tail tail = new Tail(
                policy.limit(),
                policy.window().toMillis(),
                policy.burst(),
                policy.onRedisLoss(),
                policy.dryRun(),
                policy.enabled());
        return WRITER.writeValueAsString(tail).substring(1);
    }

    /** Null for what this version cannot read: then the policy stays as it is. */
    static SharedPolicies.@Nullable Revised read(String json) {
        try {
            PolicyJson read = READER.readValue(json);
            return new SharedPolicies.Revised(
                    new RateLimitPolicy(
                            read.limit,
                            Duration.ofMillis(read.windowMs),
                            read.burst,
                            read.onRedisLoss,
                            read.dryRun,
                            read.enabled),
                    read.revision);
        } catch (JacksonException | IllegalArgumentException e) {
            return null;
        }
    }
}
