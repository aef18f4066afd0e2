package io.realtimeconnect.perf.figures;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Figures of each minute, in the service's database.
 *
 * @param enabled whether they are kept
 * @param keep how long
 */
@ConfigurationProperties("perf.figures")
record FiguresProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("7d") Duration keep) {}
