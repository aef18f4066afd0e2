package io.realtimeconnect.perf.resilience;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.realtimeconnect.perf.web.Problem;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.http.codec.CodecCustomizer;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.json.JsonMapper;

/** Gives a service its identity, and clients of the others. */
@AutoConfiguration(after = CodecsAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.REACTIVE)
@EnableConfigurationProperties({ResilienceProperties.class, ServicesProperties.class})
public final class ResilienceAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    ServiceTokens serviceTokens(
            @Value("${spring.application.name}") String self,
            ResilienceProperties properties,
            ObjectProvider<Clock> clock) {
        return new ServiceTokens(
                self,
                ServiceKeys.signer(properties.privateKey()),
                ServiceKeys.verifiers(properties.publicKeys()),
                clock.getIfUnique(Clock::systemUTC));
    }

    @Bean
    @ConditionalOnMissingBean
    CircuitBreakerRegistry circuitBreakers(ResilienceProperties properties) {
        return CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
                .slidingWindowType(SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(20)
                // the default parks event loops that record at once
                .slidingWindowSynchronizationStrategy(SlidingWindowSynchronizationStrategy.LOCK_FREE)
                .minimumNumberOfCalls(5)
                .failureRateThreshold(50)
                .waitDurationInOpenState(properties.open())
                .permittedNumberOfCallsInHalfOpenState(3)
                .maxWaitDurationInHalfOpenState(properties.timeout())
                .recordResult(Upstream::isAway)
                .ignoreException(Problem.class::isInstance)
                .writableStackTraceEnabled(false)
                .build());
    }

    @Bean
    MeterBinder circuitBreakerMetrics(CircuitBreakerRegistry breakers) {
        return TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers);
    }

    @Bean
    @ConditionalOnMissingBean
    ServiceClients serviceClients(
            ServicesProperties services,
            ResilienceProperties properties,
            ServiceTokens tokens,
            CircuitBreakerRegistry breakers,
            ObjectProvider<CodecCustomizer> codecs,
            JsonMapper json) {
        return new HttpServiceClients(
                services, properties, tokens, breakers, codecs.orderedStream().toList(), json);
    }
}
