package io.realtimeconnect.moderation;

import io.realtimeconnect.perf.test.TestIdentity;
import io.realtimeconnect.stores.PostgresSchema;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;

/** A running moderation-service, one of several on the same stores, without neighbours. */
public final class Instance implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    @Configuration(proxyBeanMethods = false)
    static class Setup {

        /** Of its own: the global ones end with the first instance that does. */
        @Bean
        ReactorResourceFactory reactorResourceFactory() {
            ReactorResourceFactory factory = new ReactorResourceFactory();
            factory.setUseGlobalResources(false);
            factory.setShutdownQuietPeriod(Duration.ZERO);
            return factory;
        }
    }

    public Instance(PostgresSchema schema, String redisUrl, Map<String, String> properties) {
        Map<String, Object> settings = new HashMap<>(TestIdentity.properties());
        settings.put("server.port", 0);
        settings.put("management.server.port", 0);
        settings.put("server.address", "127.0.0.1");
        settings.put("spring.r2dbc.url", schema.r2dbcUrl());
        settings.put("spring.r2dbc.username", schema.user());
        settings.put("spring.r2dbc.password", schema.password());
        settings.put("spring.flyway.url", schema.jdbcUrl());
        settings.put("spring.flyway.user", schema.owner());
        settings.put("spring.flyway.password", schema.ownerPassword());
        settings.put("spring.data.redis.url", redisUrl);
        settings.put("spring.main.banner-mode", "off");
        // a machine that builds and tests at once is slow
        settings.put("perf.redis.timeout", "3s");
        settings.put("perf.cache.command-timeout", "2s");
        settings.putAll(properties);
        // as command line arguments, which win over application.yml
        String[] arguments = settings.entrySet().stream()
                .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new);
        context = new SpringApplicationBuilder(ModerationServiceApplication.class, Setup.class).run(arguments);
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public int port() {
        return ((WebServerApplicationContext) context).getWebServer().getPort();
    }

    @Override
    public void close() {
        context.close();
    }
}
