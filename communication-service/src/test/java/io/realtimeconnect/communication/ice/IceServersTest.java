package io.realtimeconnect.communication.ice;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.communication.Instance;
import io.realtimeconnect.communication.Instance.Answer;
import io.realtimeconnect.communication.Instance.Person;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class IceServersTest {

    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC);

    private static IceServers servers(String secret) {
        return new IceServers(
                new IceProperties(List.of("stun:s:3478"), List.of("turn:t:3478"), secret, Duration.ofHours(1)), CLOCK);
    }

    /** Computed with openssl: {@code printf %s 1433895918:filip | openssl dgst -sha1 -hmac north -binary | base64}. */
    @Test
    void credentialsAreWhatCoturnComputes() {
        assertThat(IceServers.credential("north", "1433895918:filip")).isEqualTo("ng2uTGbzpQia+Jd+MPqu+GsTXO0=");
    }

    @Test
    void theNameSaysUntilWhenAndWhose() {
        UUID user = UUID.fromString("00000000-0000-7000-8000-000000000001");
        IceServers.IceServer turn = servers("north").forUser(user).iceServers().get(1);
        assertThat(turn.username()).isEqualTo("1700003600:" + user);
        assertThat(turn.credential()).isEqualTo(IceServers.credential("north", "1700003600:" + user));
        assertThat(turn.urls()).containsExactly("turn:t:3478");
    }

    @Test
    void withoutASecretThereIsNoTurn() {
        for (String none : new String[] {null, "", " "}) {
            assertThat(servers(none).forUser(UUID.randomUUID()).iceServers())
                    .singleElement()
                    .satisfies(server -> assertThat(server.urls()).containsExactly("stun:s:3478"));
        }
    }

    @Test
    void aSessionIsNeededAndTheSecretComesFromTheEnvironment() throws Exception {
        try (Instance service = new Instance("rtc.ice.secret=north", "rtc.ice.turn-urls=turn:a:1,turn:b:2")) {
            Person ann = service.person("ann");
            Answer answer = service.call("GET", "/api/v1/calls/ice-servers", ann, null);
            assertThat(answer.status()).isEqualTo(200);
            JsonNode turn = answer.body().path("iceServers").path(1);
            assertThat(turn.path("urls")).hasSize(2);
            assertThat(turn.path("username").asString()).endsWith(":" + ann.id());
            assertThat(turn.path("credential").asString())
                    .isEqualTo(
                            IceServers.credential("north", turn.path("username").asString()));
            assertThat(answer.body().path("iceServers").path(0).has("credential"))
                    .isFalse();
            assertThat(answer.response().headers().firstValue("Cache-Control").orElse(""))
                    .contains("no-store");
            HttpResponse<String> stranger = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(
                                            "http://127.0.0.1:" + service.port() + "/api/v1/calls/ice-servers"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(stranger.statusCode()).isEqualTo(401);
        }
    }
}
