package io.realtimeconnect.perf.figures;

import io.micrometer.core.instrument.MeterRegistry;
import io.realtimeconnect.perf.jobs.Job;
import io.realtimeconnect.perf.jobs.JobsAutoConfiguration;
import java.time.Clock;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.r2dbc.core.DatabaseClient;

/** Minute figures for a service that has jobs of its own: the sums are a job as well. */
@AutoConfiguration(before = JobsAutoConfiguration.class)
@ConditionalOnBean(Job.class)
@ConditionalOnProperty(
        name = {"perf.figures.enabled", "perf.jobs.enabled"},
        matchIfMissing = true)
@EnableConfigurationProperties(FiguresProperties.class)
public final class FiguresAutoConfiguration {

    @Bean
    MinuteFigures minuteFigures(DatabaseClient database) {
        return new MinuteFigures(database);
    }

    @Bean
    MinuteSampler minuteSampler(MinuteFigures table, MeterRegistry meters, ObjectProvider<Clock> clock) {
        // a name for this run: an instance that starts again counts from zero
        return new MinuteSampler(
                new Totals(meters), table, UUID.randomUUID().toString(), clock.getIfUnique(Clock::systemUTC));
    }

    @Bean
    MetricsAggregation metricsAggregation(
            MinuteFigures table, FiguresProperties properties, ObjectProvider<Clock> clock) {
        return new MetricsAggregation(table, properties, clock.getIfUnique(Clock::systemUTC));
    }

    @Bean
    FiguresController figuresController(MinuteFigures table, ObjectProvider<Clock> clock) {
        return new FiguresController(table, clock.getIfUnique(Clock::systemUTC));
    }
}
