package io.realtimeconnect.perf.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.PlainHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import io.realtimeconnect.perf.test.TestIdentity;
import io.realtimeconnect.perf.web.Problem;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceTokensTests {

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final InstantSource source = () -> now;
    private final Clock clock = source.withZone(ZoneOffset.UTC);
    private final ServiceTokens history = tokens("history-service");
    private final ServiceTokens communication = tokens("communication-service");

    @Test
    void aServiceKnowsWhoCalls() {
        String token = communication.sign("history-service");
        assertThat(history.verify(token)).isEqualTo("communication-service");
        assertThat(history.verify(token)).isEqualTo("communication-service");
    }

    @Test
    void aTokenIsUsedForHalfAMinuteAndGoodForOne() {
        String token = communication.sign("history-service");
        now = now.plusSeconds(29);
        assertThat(communication.sign("history-service")).isEqualTo(token);
        now = now.plusSeconds(2);
        assertThat(communication.sign("history-service")).isNotEqualTo(token);
        now = now.plusSeconds(28);
        assertThat(history.verify(token)).isEqualTo("communication-service");
        now = now.plusSeconds(7);
        refused(token);
    }

    @Test
    void aTokenForAnotherServiceIsRefused() {
        refused(communication.sign("user-service"));
    }

    @Test
    void aTokenThatNobodySignedOrThatLivesTooLongIsRefused() {
        JWTClaimsSet claims = claims("communication-service", 60);
        assertThat(history.verify(TestIdentity.token(claims))).isEqualTo("communication-service");
        refused(new PlainJWT(new PlainHeader(), claims).serialize());
        refused(TestIdentity.token(claims("nobody", 60)));
        refused(TestIdentity.token(claims("communication-service", 3600)));
        String good = TestIdentity.token(claims);
        refused(good.substring(0, good.length() - 4) + "AAAA");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a.b.c", "nonsense"})
    void nonsenseIsRefused(String token) {
        refused(token);
    }

    @Test
    void aMissingOrBrokenKeyIsNamed() {
        assertThatThrownBy(() -> ServiceKeys.signer(null)).hasMessageContaining("PERF_RESILIENCE_PRIVATE_KEY");
        assertThatThrownBy(() -> ServiceKeys.signer("bm8=")).hasMessageContaining("perf.resilience.private-key");
        assertThatThrownBy(() -> ServiceKeys.verifiers(Map.of("user-service", "%%")))
                .hasMessageContaining("public-keys.user-service");
    }

    private void refused(String token) {
        assertThatThrownBy(() -> history.verify(token))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo("UNAUTHENTICATED"));
    }

    private JWTClaimsSet claims(String issuer, int life) {
        return new JWTClaimsSet.Builder()
                .issuer(issuer)
                .audience("history-service")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(life)))
                .build();
    }

    private ServiceTokens tokens(String self) {
        return new ServiceTokens(
                self,
                ServiceKeys.signer(TestIdentity.privateKey()),
                ServiceKeys.verifiers(Map.of(
                        "communication-service",
                        TestIdentity.publicKey(),
                        "history-service",
                        TestIdentity.publicKey())),
                clock);
    }
}
