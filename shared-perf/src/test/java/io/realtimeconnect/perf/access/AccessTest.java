package io.realtimeconnect.perf.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.perf.session.Admitted;
import io.realtimeconnect.perf.session.Login;
import io.realtimeconnect.perf.session.Role;
import io.realtimeconnect.perf.session.Sessions;
import io.realtimeconnect.stores.WithStores;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

@SpringBootTest(
        classes = AccessTestApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"perf.access.allowed-origins=https://app.example", "perf.redis.timeout=2s"})
@WithStores
class AccessTest {

    @LocalServerPort
    private int port;

    @Autowired
    private Sessions sessions;

    private WebTestClient client;
    private String token;
    private final UUID user = UUID.randomUUID();

    @BeforeEach
    void logIn() {
        client =
                WebTestClient.bindToServer().baseUrl("http://127.0.0.1:" + port).build();
        token = tokenOf(Role.USER);
    }

    @Test
    void aMissingOrUnknownSessionIs401() {
        problem(client.get().uri("/mine").exchange(), HttpStatus.UNAUTHORIZED, "UNAUTHENTICATED");
        for (String unknown : Set.of("x", "v1." + "a".repeat(64), "v2." + "a".repeat(64))) {
            problem(
                    client.get().uri("/mine").header("X-Auth-Token", unknown).exchange(),
                    HttpStatus.UNAUTHORIZED,
                    "UNAUTHENTICATED");
            problem(
                    client.get().uri("/mine").cookie("SESSION", unknown).exchange(),
                    HttpStatus.UNAUTHORIZED,
                    "UNAUTHENTICATED");
        }
    }

    @Test
    void headerOrCookieOpenAndTheHandlerGetsTheUser() {
        client.get()
                .uri("/mine")
                .header("X-Auth-Token", token)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .isEqualTo(user + " ann");
        client.get()
                .uri("/mine")
                .cookie("SESSION", token)
                .exchange()
                .expectStatus()
                .isOk();
        client.get()
                .uri("/mine")
                .cookie("SESSION", token)
                .header("X-Auth-Token", token)
                .exchange()
                .expectStatus()
                .isOk();
    }

    @Test
    void cookieAndHeaderThatDifferAre400() {
        problem(
                client.get()
                        .uri("/mine")
                        .cookie("SESSION", token)
                        .header("X-Auth-Token", tokenOf(Role.USER))
                        .exchange(),
                HttpStatus.BAD_REQUEST,
                "AMBIGUOUS_SESSION");
    }

    @Test
    void unknownPathsAndMethodsComeBeforeTheSession() {
        problem(client.get().uri("/nothing").exchange(), HttpStatus.NOT_FOUND, "NOT_FOUND");
        problem(client.put().uri("/mine").exchange(), HttpStatus.METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED");
    }

    @Test
    void sessionAndRoleComeBeforeTheBody() {
        problem(
                client.post()
                        .uri("/admin")
                        .contentType(MediaType.TEXT_PLAIN)
                        .bodyValue("{broken")
                        .exchange(),
                HttpStatus.UNAUTHORIZED,
                "UNAUTHENTICATED");
        problem(
                client.post()
                        .uri("/admin")
                        .header("X-Auth-Token", token)
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue("{broken")
                        .exchange(),
                HttpStatus.FORBIDDEN,
                "FORBIDDEN");
        problem(
                client.post()
                        .uri("/admin")
                        .header("X-Auth-Token", tokenOf(Role.ADMIN))
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue("{broken")
                        .exchange(),
                HttpStatus.BAD_REQUEST,
                "MALFORMED_REQUEST");
    }

    @Test
    void eachRoleIncludesTheOnesBefore() {
        for (Role role : Role.values()) {
            client.get()
                    .uri("/moderation")
                    .header("X-Auth-Token", tokenOf(role))
                    .exchange()
                    .expectStatus()
                    .isEqualTo(role == Role.USER ? HttpStatus.FORBIDDEN : HttpStatus.OK);
        }
    }

    @Test
    void aWriteByCookieFromAnotherOriginIsRejected() {
        problem(
                client.delete()
                        .uri("/mine")
                        .cookie("SESSION", token)
                        .header("Origin", "https://evil.example")
                        .exchange(),
                HttpStatus.FORBIDDEN,
                "CSRF_REJECTED");
        problem(
                client.delete()
                        .uri("/mine")
                        .cookie("SESSION", token)
                        .header("Sec-Fetch-Site", "cross-site")
                        .exchange(),
                HttpStatus.FORBIDDEN,
                "CSRF_REJECTED");
        for (String origin : Set.of("http://127.0.0.1:" + port, "https://app.example")) {
            client.delete()
                    .uri("/mine")
                    .cookie("SESSION", token)
                    .header("Origin", origin)
                    .exchange()
                    .expectStatus()
                    .isOk();
        }
        client.delete()
                .uri("/mine")
                .cookie("SESSION", token)
                .exchange()
                .expectStatus()
                .isOk();
        client.delete()
                .uri("/mine")
                .header("X-Auth-Token", token)
                .header("Origin", "https://evil.example")
                .exchange()
                .expectStatus()
                .isOk();
        client.get()
                .uri("/mine")
                .cookie("SESSION", token)
                .header("Origin", "https://evil.example")
                .exchange()
                .expectStatus()
                .isOk();
    }

    @Test
    void anOpenWriteFromAnotherOriginIsRejected() {
        problem(
                client.post()
                        .uri("/login")
                        .header("Origin", "https://evil.example")
                        .exchange(),
                HttpStatus.FORBIDDEN,
                "CSRF_REJECTED");
        client.post().uri("/login").exchange().expectStatus().isOk();
    }

    @Test
    void openHandlersTakeTheUserWhereThereIsOne() {
        client.get().uri("/open").exchange().expectBody(String.class).isEqualTo("nobody");
        client.get()
                .uri("/open")
                .header("X-Auth-Token", "stale")
                .exchange()
                .expectBody(String.class)
                .isEqualTo("nobody");
        client.get()
                .uri("/open")
                .header("X-Auth-Token", token)
                .exchange()
                .expectBody(String.class)
                .isEqualTo("ann");
    }

    @Test
    void onlyTheNamedServicesPass() {
        problem(client.get().uri("/internal").exchange(), HttpStatus.UNAUTHORIZED, "UNAUTHENTICATED");
        problem(
                client.get().uri("/internal").header("X-Auth-Token", token).exchange(),
                HttpStatus.UNAUTHORIZED,
                "UNAUTHENTICATED");
        problem(
                client.get()
                        .uri("/internal")
                        .header("X-Service-Token", "gateway")
                        .exchange(),
                HttpStatus.FORBIDDEN,
                "FORBIDDEN");
        client.get()
                .uri("/internal")
                .header("X-Service-Token", "user-service")
                .exchange()
                .expectStatus()
                .isOk();
    }

    @Test
    void aRevokedSessionIs401() {
        sessions.revokeAll(user, null).block();
        problem(
                client.get().uri("/mine").header("X-Auth-Token", token).exchange(),
                HttpStatus.UNAUTHORIZED,
                "UNAUTHENTICATED");
    }

    @Test
    void browsersGetTheCookieOnly() {
        var browser = client.post()
                .uri("/login")
                .header("Sec-Fetch-Site", "same-origin")
                .exchange()
                .expectHeader()
                .doesNotExist("X-Auth-Token")
                .returnResult(String.class);
        var cookie = browser.getResponseCookies().getFirst("SESSION");
        assertThat(cookie.isHttpOnly()).isTrue();
        assertThat(cookie.getSameSite()).isEqualTo("Lax");
        assertThat(cookie.isSecure()).isFalse();
        client.post()
                .uri("/login")
                .header("X-Forwarded-Host", "chat.example")
                .exchange()
                .expectHeader()
                .valueEquals("X-Auth-Token", "secret")
                .expectCookie()
                .secure("SESSION", true);
    }

    @Test
    void aWebSessionKeepsAttributesOfALoginAndOfNobodyElse() {
        for (int i = 0; i < 2; i++) {
            client.get()
                    .uri("/visits")
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectBody(String.class)
                    .isEqualTo("1");
        }
        client.get()
                .uri("/visits")
                .header("X-Auth-Token", token)
                .exchange()
                .expectBody(String.class)
                .isEqualTo("1");
        client.get()
                .uri("/visits")
                .cookie("SESSION", token)
                .exchange()
                .expectBody(String.class)
                .isEqualTo("2");
        client.method(HttpMethod.GET)
                .uri("/mine")
                .header("X-Auth-Token", token)
                .exchange()
                .expectStatus()
                .isOk();
    }

    private String tokenOf(Role role) {
        return sessions.admit(new Login(user, "ann", Set.of(role), null, null))
                .map(Admitted::token)
                .block();
    }

    private static void problem(WebTestClient.ResponseSpec response, HttpStatus status, String code) {
        response.expectStatus()
                .isEqualTo(status)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo(code);
    }
}
