package io.realtimeconnect.perf.access;

import io.realtimeconnect.perf.resilience.ResilienceAutoConfiguration;
import io.realtimeconnect.perf.resilience.ServiceTokens;
import io.realtimeconnect.perf.session.SessionAutoConfiguration;
import io.realtimeconnect.perf.session.SessionProperties;
import io.realtimeconnect.perf.session.Sessions;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxRegistrations;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.result.method.annotation.ArgumentResolverConfigurer;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;

/** Puts access control before every annotated controller. */
@AutoConfiguration(
        before = WebFluxAutoConfiguration.class,
        after = {SessionAutoConfiguration.class, ResilienceAutoConfiguration.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnBean(Sessions.class)
@EnableConfigurationProperties({AccessProperties.class, SessionProperties.class})
public final class AccessAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    CrossSite crossSite(AccessProperties properties) {
        return new CrossSite(properties.allowedOrigins());
    }

    @Bean
    @ConditionalOnBean(ServiceTokens.class)
    @ConditionalOnMissingBean
    ServiceIdentity serviceIdentity(ServiceTokens tokens) {
        return tokens::verify;
    }

    /** Without a verifier of service tokens nobody is a service. */
    @Bean
    @ConditionalOnMissingBean
    AccessGuard accessGuard(Sessions sessions, CrossSite crossSite, ObjectProvider<ServiceIdentity> services) {
        return new AccessGuard(sessions, crossSite, services.getIfAvailable(() -> token -> {
            throw new Unauthenticated();
        }));
    }

    @Bean
    @ConditionalOnMissingBean
    SessionCookies sessionCookies(SessionProperties properties) {
        return new SessionCookies(properties);
    }

    @Bean
    @ConditionalOnMissingBean
    WebFluxRegistrations accessRegistrations(AccessGuard guard, AccessProperties properties) {
        return new WebFluxRegistrations() {
            @Override
            public RequestMappingHandlerMapping getRequestMappingHandlerMapping() {
                return new AccessHandlerMapping(guard, properties.openPackages());
            }
        };
    }

    @Bean
    WebFluxConfigurer currentUserArguments() {
        return new WebFluxConfigurer() {
            @Override
            public void configureArgumentResolvers(ArgumentResolverConfigurer configurer) {
                configurer.addCustomResolver(new CurrentUserResolver());
            }
        };
    }
}
