package io.realtimeconnect.communication.presence;

import io.realtimeconnect.communication.rhythm.Rhythm;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PresenceProperties.class)
class PresenceConfiguration {

    @Bean
    Rhythm leaseRhythm(Presence presence, PresenceProperties properties) {
        return new Rhythm("presence.leases", properties.refresh(), presence::renewAll);
    }

    @Bean
    Rhythm presenceWatchRhythm(Presence presence, PresenceProperties properties) {
        return new Rhythm("presence.watch", properties.watch(), presence::watch);
    }
}
