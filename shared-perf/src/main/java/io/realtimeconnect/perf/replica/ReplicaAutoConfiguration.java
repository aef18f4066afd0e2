package io.realtimeconnect.perf.replica;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.r2dbc.spi.ConnectionFactory;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.r2dbc.autoconfigure.ConnectionFactoryOptionsBuilderCustomizer;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Lets declared reads go to replicas where {@code perf.replica.urls} names some; without it they stay on the primary. */
@AutoConfiguration(after = R2dbcAutoConfiguration.class)
@ConditionalOnBean(ConnectionFactory.class)
@EnableConfigurationProperties(ReplicaProperties.class)
public final class ReplicaAutoConfiguration {

    @Bean
    ReadReplicas readReplicas() {
        return new ReadReplicas();
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty("perf.replica.urls")
    static class WithReplicas {

        @Bean
        Replicas replicas(
                ConnectionFactory primary,
                ReplicaProperties properties,
                R2dbcProperties r2dbc,
                ObjectProvider<ConnectionFactoryOptionsBuilderCustomizer> customizers,
                ObjectProvider<MeterRegistry> meters) {
            var pools = new ReplicaPools(r2dbc, customizers.orderedStream().toList());
            List<Replica> all = properties.urls().stream().map(pools::open).toList();
            return new Replicas(all, primary, properties, meters.getIfAvailable(CompositeMeterRegistry::new));
        }

        @Bean
        static RouteConnections routeConnections(ObjectProvider<Replicas> replicas) {
            return new RouteConnections(replicas);
        }
    }
}
