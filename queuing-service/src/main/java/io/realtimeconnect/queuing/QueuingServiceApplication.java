package io.realtimeconnect.queuing;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Who waits, in what order, and who meets whom. */
@SpringBootApplication(proxyBeanMethods = false)
public class QueuingServiceApplication {

    public static void main(String[] args) {
        SpringApplication.run(QueuingServiceApplication.class, args);
    }
}
