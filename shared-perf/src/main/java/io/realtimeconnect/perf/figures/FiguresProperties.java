package io.realtimeconnect.perf.figures;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** @param keep how long figures of a minute are kept */
@ConfigurationProperties("perf.figures")
record FiguresProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("7d") Duration keep) {}
