package io.realtimeconnect.perf.jobs;

import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of background jobs.
 *
 * @param enabled whether this instance runs any
 * @param jdbcUrl the database of the jobs; by default that of Flyway, as the runtime role
 * @param threads how many run at once on one instance
 * @param pollInterval how often it is looked for due jobs
 * @param heartbeat how often a running job says that it lives; after six times in silence another instance takes it
 * @param cleanupInterval how often what was given up long ago is forgotten
 * @param keepFailed how long what was given up is shown
 * @param warmUpInterval how often the second tier of caches is filled again
 * @param shutdownWait how long a stop waits for running jobs; what is cut off runs again elsewhere
 */
@Validated
@ConfigurationProperties("perf.jobs")
record JobsProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable String jdbcUrl,
        @DefaultValue("2") @Positive int threads,
        @DefaultValue("2s") Duration pollInterval,
        @DefaultValue("5s") Duration heartbeat,
        @DefaultValue("1h") Duration cleanupInterval,
        @DefaultValue("7d") Duration keepFailed,
        @DefaultValue("30m") Duration warmUpInterval,
        @DefaultValue("10s") Duration shutdownWait) {}
