package io.realtimeconnect.stores;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

class WithStoresTests {
    @Configuration
    static class Nothing {}

    @Nested
    @SpringBootTest(classes = Nothing.class)
    @WithStores("users")
    class Shared {
        @Test
        void findsTheSchemaAllTestsShare(@Autowired Environment environment) {
            var schema = Stores.schema("users");
            assertThat(environment.getProperty("spring.r2dbc.url")).isEqualTo(schema.r2dbcUrl());
            assertThat(environment.getProperty("spring.r2dbc.username")).isEqualTo("rtc_users");
            assertThat(environment.getProperty("spring.flyway.url")).isEqualTo(schema.jdbcUrl());
            assertThat(environment.getProperty("spring.flyway.user")).isEqualTo("rtc_users_owner");
            assertThat(environment.getProperty("spring.data.redis.url"))
                    .isEqualTo(Stores.redis().url());
        }
    }

    @Nested
    @SpringBootTest(classes = Nothing.class)
    @WithStores(schema = "users", isolated = true)
    class Isolated {
        @Test
        void findsStoresOfItsOwn(@Autowired Environment environment) {
            assertThat(environment.getProperty("spring.r2dbc.url"))
                    .startsWith("r2dbc:postgresql://")
                    .isNotEqualTo(Stores.schema("users").r2dbcUrl());
            assertThat(environment.getProperty("spring.data.redis.url"))
                    .isNotEqualTo(Stores.redis().url());
        }
    }

    @Nested
    @SpringBootTest(classes = Nothing.class, properties = "spring.data.redis.url=redis://mine")
    @WithStores
    class Stubborn {
        @DynamicPropertySource
        static void more(DynamicPropertyRegistry registry) {
            registry.add("spring.flyway.user", () -> "me");
        }

        @Test
        void winsWithItsOwnProperties(@Autowired Environment environment) {
            assertThat(environment.getProperty("spring.data.redis.url")).isEqualTo("redis://mine");
            assertThat(environment.getProperty("spring.flyway.user")).isEqualTo("me");
            assertThat(environment.getProperty("spring.r2dbc.url")).isNull();
        }
    }
}
