package io.realtimeconnect.moderation;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Rules, reports, sanctions and appeals. */
@SpringBootApplication(proxyBeanMethods = false)
public class ModerationServiceApplication {

    public static void main(String[] args) {
        SpringApplication.run(ModerationServiceApplication.class, args);
    }
}
