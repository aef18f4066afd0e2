package io.realtimeconnect.perf.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.perf.session.Role;
import io.realtimeconnect.perf.session.SessionStoreUnavailable;
import io.realtimeconnect.perf.session.Sessions;
import io.realtimeconnect.perf.session.UserSession;
import io.realtimeconnect.perf.session.Verified;
import io.realtimeconnect.perf.web.WebAttributes;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.springframework.http.HttpMethod;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class DegradedTest {

    private final UserSession session = new UserSession(
            "handle",
            UUID.randomUUID(),
            "ann",
            Set.of(Role.USER),
            null,
            null,
            Instant.EPOCH,
            Instant.EPOCH,
            Instant.MAX);
    private final Sessions sessions = Mockito.mock(Sessions.class);
    private final AccessGuard guard = new AccessGuard(sessions, new CrossSite(List.of()), token -> token);

    @Test
    void aRememberedSessionReadsAndTheAnswerSaysSo() {
        Mockito.when(sessions.verify("token")).thenReturn(Mono.just(new Verified(session, true)));
        for (HttpMethod method : List.of(HttpMethod.GET, HttpMethod.HEAD)) {
            var exchange = exchange(method);
            StepVerifier.create(guard.require(exchange, Access.Level.SESSION))
                    .assertNext(user -> assertThat(user.id()).isEqualTo(session.userId()))
                    .verifyComplete();
            assertThat(exchange.getResponse().getHeaders().get("Degraded")).containsExactly("sessions");
            assertThat(exchange.<UUID>getAttribute(WebAttributes.USER_ID)).isEqualTo(session.userId());
        }
    }

    @Test
    void aRememberedSessionDoesNotWrite() {
        Mockito.when(sessions.verify("token")).thenReturn(Mono.just(new Verified(session, true)));
        for (HttpMethod method : List.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE)) {
            StepVerifier.create(guard.require(exchange(method), Access.Level.SESSION))
                    .verifyError(SessionStoreUnavailable.class);
        }
    }

    @Test
    void anOpenHandlerDoesNotMindAStoreThatIsGone() {
        Mockito.when(sessions.verify("token")).thenReturn(Mono.error(new SessionStoreUnavailable()));
        StepVerifier.create(guard.require(exchange(HttpMethod.GET), Access.Level.ANYONE))
                .verifyComplete();
        StepVerifier.create(guard.require(exchange(HttpMethod.GET), Access.Level.SESSION))
                .verifyError(SessionStoreUnavailable.class);
    }

    private static MockServerWebExchange exchange(HttpMethod method) {
        return MockServerWebExchange.from(
                MockServerHttpRequest.method(method, "/").header("X-Auth-Token", "token"));
    }
}
