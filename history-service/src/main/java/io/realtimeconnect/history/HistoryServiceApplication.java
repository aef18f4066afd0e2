package io.realtimeconnect.history;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The log of each conversation: order, deduplication, state and pages. */
@SpringBootApplication(proxyBeanMethods = false)
public class HistoryServiceApplication {

    public static void main(String[] args) {
        SpringApplication.run(HistoryServiceApplication.class, args);
    }
}
