package io.realtimeconnect.gateway;

import io.realtimeconnect.perf.session.Login;
import io.realtimeconnect.perf.session.Role;
import io.realtimeconnect.perf.session.Sessions;
import io.realtimeconnect.stores.WithStores;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The gateway before services that answer what they were asked, with a real Redis. All tests that extend it share one gateway. */
@WithStores
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"management.server.port=0", "rtc.gateway.upstream.open-for=300ms", "perf.rate-limit.enabled=false"
        })
public abstract class GatewayTest {

    protected static final FakeService USER = new FakeService("user-service");
    protected static final FakeService QUEUING = new FakeService("queuing-service");
    protected static final FakeService COMMUNICATION = new FakeService("communication-service");
    protected static final FakeService HISTORY = new FakeService("history-service");
    protected static final FakeService HISTORY_TWO = new FakeService("history-service");
    protected static final FakeService MODERATION = new FakeService("moderation-service");

    @LocalServerPort
    protected int port;

    @Autowired
    protected Sessions sessions;

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry registry) {
        registry.add("rtc.services.user-service.urls", USER::url);
        registry.add("rtc.services.queuing-service.urls", QUEUING::url);
        registry.add("rtc.services.communication-service.urls", COMMUNICATION::url);
        registry.add("rtc.services.history-service.urls", () -> HISTORY.url() + "," + HISTORY_TWO.url());
        registry.add("rtc.services.moderation-service.urls", MODERATION::url);
    }

    protected Caller caller() {
        return new Caller(port);
    }

    /** A fresh user of the role. */
    protected Caller caller(Role role) {
        return caller().token(token(role));
    }

    protected String token(Role role) {
        UUID id = UUID.randomUUID();
        Login login = new Login(id, "u" + id.toString().substring(0, 8), Set.of(role), "test", "127.0.0.1");
        return sessions.admit(login).block(Duration.ofSeconds(5)).token();
    }
}
