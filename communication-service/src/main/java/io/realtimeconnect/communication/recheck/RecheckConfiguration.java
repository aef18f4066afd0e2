package io.realtimeconnect.communication.recheck;

import io.realtimeconnect.communication.rhythm.Rhythm;
import io.realtimeconnect.communication.screening.ScreeningProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RecheckConfiguration {

    @Bean
    Rhythm recheckRhythm(Recheck recheck, ScreeningProperties properties) {
        return new Rhythm("screening.recheck", properties.recheck(), recheck::run);
    }
}
