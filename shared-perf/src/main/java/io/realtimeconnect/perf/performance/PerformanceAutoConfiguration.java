package io.realtimeconnect.perf.performance;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.r2dbc.spi.ConnectionFactory;
import io.realtimeconnect.perf.cache.CacheAutoConfiguration;
import io.realtimeconnect.perf.cache.DeclaredCaches;
import io.realtimeconnect.perf.cache.TwoTierCaches;
import io.realtimeconnect.perf.cache.spring.SpringCacheAutoConfiguration;
import io.realtimeconnect.perf.health.Health;
import io.realtimeconnect.perf.health.HealthAutoConfiguration;
import io.realtimeconnect.perf.health.HealthProperties;
import io.realtimeconnect.perf.performance.PerformanceReports.Database;
import io.realtimeconnect.perf.query.QueryAutoConfiguration;
import io.realtimeconnect.perf.query.QueryProperties;
import io.realtimeconnect.perf.query.QueryStatistics;
import java.time.Clock;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cache.CacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Figures of requests, and the calls by which the gateway asks for all figures; {@code perf.performance.enabled=false} takes both away. */
@AutoConfiguration(
        after = {
            HealthAutoConfiguration.class,
            CacheAutoConfiguration.class,
            SpringCacheAutoConfiguration.class,
            QueryAutoConfiguration.class
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnProperty(name = "perf.performance.enabled", matchIfMissing = true)
@EnableConfigurationProperties({PerformanceProperties.class, RequestProperties.class})
public final class PerformanceAutoConfiguration {

    @Bean
    RequestStatistics requestStatistics(RequestProperties properties, ObjectProvider<Clock> clock) {
        return new RequestStatistics(properties, clock.getIfUnique(Clock::systemUTC));
    }

    @Bean
    RequestTimingFilter requestTimingFilter(RequestStatistics statistics) {
        return new RequestTimingFilter(statistics);
    }

    @Bean
    PerformanceReports performanceReports(
            RequestStatistics requests,
            ObjectProvider<Queries> queries,
            ObjectProvider<Database> database,
            ObjectProvider<TwoTierCaches> caches,
            Health health,
            ObjectProvider<MeterRegistry> meters,
            PerformanceProperties properties,
            HealthProperties healthy) {
        return new PerformanceReports(
                requests,
                queries.getIfAvailable(),
                database.getIfAvailable(),
                caches.getIfAvailable(),
                health,
                meters.getIfAvailable(CompositeMeterRegistry::new),
                properties,
                healthy.memoryHigh());
    }

    @Bean
    PerformanceTasks performanceTasks(
            PerformanceReports reports,
            RequestStatistics requests,
            ObjectProvider<Queries> queries,
            ObjectProvider<Database> database,
            ObjectProvider<TwoTierCaches> caches,
            ObjectProvider<DeclaredCaches> declared,
            PerformanceProperties properties) {
        return new PerformanceTasks(
                reports,
                requests,
                queries.getIfAvailable(),
                database.getIfAvailable(),
                caches.getIfAvailable(),
                declared,
                properties);
    }

    /** Where annotations may name caches. */
    @Bean
    @ConditionalOnBean(CacheManager.class)
    DeclaredCaches annotatedCaches(ListableBeanFactory beans) {
        return new AnnotatedCaches(beans);
    }

    @Bean
    PerformanceController performanceController(PerformanceReports reports, PerformanceTasks tasks) {
        return new PerformanceController(reports, tasks);
    }

    /** Where there is a database. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean({ConnectionFactory.class, QueryStatistics.class})
    static class OfDatabase {

        @Bean
        Queries performanceQueries(
                QueryStatistics statistics, QueryProperties properties, ConnectionFactory connections) {
            return new Queries(statistics, properties, new PlanHints(OwnConnections.of(connections)));
        }

        @Bean
        Maintenance performanceMaintenance(
                ConnectionFactory connections, PerformanceProperties properties, ObjectProvider<Clock> clock) {
            return new Maintenance(
                    OwnConnections.of(connections), properties.optimizeTimeout(), clock.getIfUnique(Clock::systemUTC));
        }

        @Bean
        Database performanceDatabase(ConnectionFactory connections, Maintenance maintenance) {
            return new Database(new DatabaseFacts(OwnConnections.of(connections)), maintenance);
        }
    }
}
