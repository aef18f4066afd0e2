package io.realtimeconnect.perf.query;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Watching statements, and what every connection is opened with.
 *
 * @param enabled false leaves the connection factory as it is
 * @param slow from which duration, all rows read, a statement is slow
 * @param log whether slow statements are logged
 * @param statementTimeout after which PostgreSQL ends a statement: a cancelled subscription does not
 * @param preparedStatements cached per connection; 0 behind a pooler in transaction mode
 * @param fingerprints told apart; further statements count together
 * @param repeated how often one request may run a statement before that is reported
 * @param remembered slow statements
 */
@Validated
@ConfigurationProperties("perf.query")
public record QueryProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("200ms") @NotNull Duration slow,
        @DefaultValue("true") boolean log,
        @DefaultValue("30s") @NotNull Duration statementTimeout,
        @DefaultValue("256") @PositiveOrZero int preparedStatements,
        @DefaultValue("500") @Positive int fingerprints,
        @DefaultValue("10") @Positive int repeated,
        @DefaultValue("100") @Positive int remembered) {}
