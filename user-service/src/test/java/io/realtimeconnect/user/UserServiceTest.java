package io.realtimeconnect.user;

import io.realtimeconnect.stores.WithStores;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;

/** The whole service on a port of its own and on real stores; passwords are hashed with little memory. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "management.server.port=0",
            "perf.redis.timeout=2s",
            "rtc.user.password.memory=64KB",
            "rtc.user.password.iterations=1",
            "rtc.admin.username=root",
            "rtc.admin.password=the root of all tests"
        })
@Timeout(60)
@WithStores("users")
@Import(TestServices.class)
public @interface UserServiceTest {}
