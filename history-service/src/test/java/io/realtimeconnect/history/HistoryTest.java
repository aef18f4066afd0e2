package io.realtimeconnect.history;

import io.realtimeconnect.stores.WithStores;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Import;

/** The whole service on real stores, with {@link People} who call it. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@WithStores("history")
@Import({People.Setup.class, Neighbours.Setup.class})
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "management.server.port=0")
public @interface HistoryTest {}
