package io.realtimeconnect.communication.call;

import io.realtimeconnect.communication.rhythm.Rhythm;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CallProperties.class)
class CallConfiguration {

    @Bean
    Rhythm callLeaseRhythm(Endings endings, CallProperties properties) {
        return new Rhythm(
                "call.leases", properties.refresh(), () -> endings.renew().then(endings.tellAgain()));
    }

    @Bean
    Rhythm callSweepRhythm(Endings endings, CallProperties properties) {
        return new Rhythm("call.sweep", properties.sweep(), endings::sweep);
    }
}
