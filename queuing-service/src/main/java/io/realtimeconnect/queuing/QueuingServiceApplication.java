package io.realtimeconnect.queuing;

import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Who waits, in what order, and who meets whom. */
@SpringBootApplication(proxyBeanMethods = false)
public class QueuingServiceApplication {

    public static void main(String[] args) {
        SpringApplication.run(QueuingServiceApplication.class, args);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
