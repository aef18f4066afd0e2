package io.realtimeconnect.communication.screening;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.realtimeconnect.perf.resilience.ServiceClients;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ScreeningProperties.class)
class ScreeningConfiguration {

    @Bean
    ScreeningApi screeningApi(ServiceClients clients) {
        return clients.client("moderation-service", ScreeningApi.class);
    }

    /** Of its own: that verdicts are late must not keep sanctions from coming in, which use the clients' breaker. */
    @Bean
    CircuitBreaker screeningBreaker() {
        return CircuitBreaker.of(
                "screening",
                CircuitBreakerConfig.custom()
                        .slidingWindowType(SlidingWindowType.COUNT_BASED)
                        .slidingWindowSize(20)
                        .slidingWindowSynchronizationStrategy(SlidingWindowSynchronizationStrategy.LOCK_FREE)
                        .minimumNumberOfCalls(5)
                        .failureRateThreshold(50)
                        .waitDurationInOpenState(Duration.ofSeconds(1))
                        .permittedNumberOfCallsInHalfOpenState(2)
                        .maxWaitDurationInHalfOpenState(Duration.ofSeconds(2))
                        .writableStackTraceEnabled(false)
                        .build());
    }
}
