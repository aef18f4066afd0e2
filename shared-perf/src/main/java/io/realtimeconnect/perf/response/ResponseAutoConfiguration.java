package io.realtimeconnect.perf.response;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.realtimeconnect.perf.cache.CacheAutoConfiguration;
import io.realtimeconnect.perf.cache.DeclaredCaches;
import io.realtimeconnect.perf.cache.TwoTierCaches;
import io.realtimeconnect.perf.environment.KnownSettings;
import io.realtimeconnect.perf.web.Problems;
import io.realtimeconnect.perf.web.WebAutoConfiguration;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.web.reactive.HandlerResultHandler;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;

/** Keeps the answers of handlers that declare it, unless {@code perf.cache.responses.enabled=false}, or caches are off. */
@AutoConfiguration(after = {CacheAutoConfiguration.class, WebAutoConfiguration.class})
@ConditionalOnBean({TwoTierCaches.class, Problems.class})
@ConditionalOnProperty(
        name = {"perf.cache.enabled", "perf.cache.responses.enabled"},
        matchIfMissing = true)
@EnableConfigurationProperties(ResponseProperties.class)
public final class ResponseAutoConfiguration {

    @Bean
    ResponseCache responseCache(
            TwoTierCaches caches,
            ObjectProvider<RequestMappingHandlerMapping> mappings,
            ResponseProperties properties,
            Problems problems,
            @Value("${spring.application.name:app}") String name,
            ObjectProvider<MeterRegistry> meters,
            ObjectProvider<Clock> clock) {
        return new ResponseCache(
                caches,
                declared(mappings, properties)::names,
                properties,
                problems,
                name,
                meters.getIfAvailable(CompositeMeterRegistry::new),
                clock.getIfUnique(Clock::systemUTC));
    }

    /** What is declared wrongly ends the start. */
    @Bean
    SmartInitializingSingleton responseDeclarations(
            ResponseProperties properties,
            ObjectProvider<RequestMappingHandlerMapping> mappings,
            Environment environment,
            ResponseCache cache) {
        return () -> {
            KnownSettings.check(environment, "perf.cache.responses", ResponseProperties.class);
            Declarations.check(
                    properties,
                    mappings.stream()
                            .map(RequestMappingHandlerMapping::getHandlerMethods)
                            .toList());
            cache.weighDeclared();
        };
    }

    @Bean
    DeclaredCaches responseCaches(
            ObjectProvider<RequestMappingHandlerMapping> mappings, ResponseProperties properties) {
        return declared(mappings, properties);
    }

    @Bean
    ResponseGate responseGate(
            ResponseCache cache,
            ResponseProperties properties,
            ObjectProvider<RequestMappingHandlerMapping> mappings,
            ObjectProvider<HandlerResultHandler> writers) {
        return new ResponseGate(cache, new Declarations(properties), mappings, writers);
    }

    private static DeclaredCaches declared(
            ObjectProvider<RequestMappingHandlerMapping> mappings, ResponseProperties properties) {
        return () -> Declarations.caches(
                properties, mappings.stream().flatMap(mapping -> mapping.getHandlerMethods().values().stream()));
    }
}
