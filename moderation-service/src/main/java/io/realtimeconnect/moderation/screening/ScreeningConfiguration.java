package io.realtimeconnect.moderation.screening;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

@Configuration(proxyBeanMethods = false)
class ScreeningConfiguration {

    private static final int WAITING_PER_THREAD = 256;

    /** As many threads as processors: holding texts against rules is nothing but computing. */
    @Bean(destroyMethod = "dispose")
    Scheduler screening() {
        return Schedulers.newBoundedElastic(
                Math.max(1, Runtime.getRuntime().availableProcessors()), WAITING_PER_THREAD, "screening");
    }
}
