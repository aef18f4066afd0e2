package io.realtimeconnect.history.export;

import io.realtimeconnect.perf.resilience.ServiceClients;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** What an export needs beside the database. */
@Configuration(proxyBeanMethods = false)
class ExportConfiguration {

    @Bean
    MediaStore mediaStore(ServiceClients services) {
        return services.client("communication-service", MediaStore.class);
    }

    /** Compression is work for the processor: one thread of an instance, and no event loop. */
    @Bean(destroyMethod = "dispose")
    Scheduler exportCompression() {
        return Schedulers.newParallel("export-zip", 1, true);
    }
}
