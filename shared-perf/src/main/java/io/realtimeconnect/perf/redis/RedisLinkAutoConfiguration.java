package io.realtimeconnect.perf.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.resource.Delay;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientConfigurationBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;

/** Makes Lettuce refuse while disconnected instead of queueing, and gives features their links. */
@AutoConfiguration(after = DataRedisReactiveAutoConfiguration.class)
@EnableConfigurationProperties(RedisLinkProperties.class)
public final class RedisLinkAutoConfiguration {

    @Bean
    @Order(0)
    LettuceClientOptionsBuilderCustomizer refuseWhileDisconnected(RedisLinkProperties properties) {
        return options -> options.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(properties.requestQueue())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(properties.connectTimeout())
                        .keepAlive(true)
                        .build());
    }

    @Bean
    @Order(0)
    LettuceClientConfigurationBuilderCustomizer commandTimeout(
            RedisLinkProperties properties, Environment environment) {
        return client -> {
            if (!environment.containsProperty("spring.data.redis.timeout")) {
                client.commandTimeout(properties.commandTimeout());
            }
        };
    }

    /** Lettuce alone would wait up to 30 s between attempts. */
    @Bean
    @Order(0)
    ClientResourcesBuilderCustomizer reconnectSoon() {
        return resources -> resources.reconnectDelay(
                Delay.fullJitter(Duration.ofMillis(10), Duration.ofSeconds(1), 10, TimeUnit.MILLISECONDS));
    }

    @Bean
    @ConditionalOnBean(ReactiveRedisConnectionFactory.class)
    @ConditionalOnMissingBean
    RedisLinks redisLinks(
            ReactiveRedisConnectionFactory factory,
            RedisLinkProperties properties,
            ObjectProvider<MeterRegistry> meters) {
        return new RedisLinks(factory, properties, meters.getIfAvailable(CompositeMeterRegistry::new));
    }
}
