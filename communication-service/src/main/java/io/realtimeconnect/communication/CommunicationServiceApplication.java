package io.realtimeconnect.communication;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Conversations as people see them: sockets, delivery and presence. */
@SpringBootApplication(proxyBeanMethods = false)
public class CommunicationServiceApplication {

    public static void main(String[] args) {
        SpringApplication.run(CommunicationServiceApplication.class, args);
    }
}
