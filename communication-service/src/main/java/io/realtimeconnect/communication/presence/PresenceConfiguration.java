package io.realtimeconnect.communication.presence;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.realtimeconnect.communication.delivery.Lines;
import io.realtimeconnect.communication.rhythm.Rhythm;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PresenceProperties.class)
class PresenceConfiguration {

    /** Users of this instance: one with devices at two instances counts at both. */
    @Bean
    MeterBinder presenceMeters(Lines lines) {
        return registry -> Gauge.builder(
                        "rtc.presence.online", lines, all -> all.users().size())
                .description("Users connected to this instance")
                .register(registry);
    }

    @Bean
    Rhythm leaseRhythm(Presence presence, PresenceProperties properties) {
        return new Rhythm("presence.leases", properties.refresh(), presence::renewAll);
    }

    @Bean
    Rhythm presenceWatchRhythm(Presence presence, PresenceProperties properties) {
        return new Rhythm("presence.watch", properties.watch(), presence::watch);
    }
}
