package io.realtimeconnect.perf.replica;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where replicas are, and how far they may be behind.
 *
 * @param urls streaming replicas of the service's database, as {@code postgresql://host:port[/database]}; whom to log in as, and
 *     whether by TLS, is as for the primary
 * @param maxLag a replica that is further behind, or has not been seen for so long, is not read from
 * @param checkEvery how often each is asked, and how long its answer may take
 */
@Validated
@ConfigurationProperties("perf.replica")
public record ReplicaProperties(
        @DefaultValue List<String> urls,
        @DefaultValue("5s") @NotNull Duration maxLag,
        @DefaultValue("1s") @NotNull Duration checkEvery) {}
