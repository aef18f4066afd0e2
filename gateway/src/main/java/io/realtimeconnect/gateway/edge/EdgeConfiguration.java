package io.realtimeconnect.gateway.edge;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the filters of the edge share. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EdgeProperties.class)
class EdgeConfiguration {

    @Bean
    TrustedProxies trustedProxies(EdgeProperties properties) {
        return new TrustedProxies(properties.trustedProxies());
    }
}
