package io.realtimeconnect.user;

import io.realtimeconnect.perf.test.TestIdentity;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.client.WebClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service as its clients call it. */
public final class Api {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String address;
    private final WebTestClient client;
    private final WebClient reactive;
    private @Nullable String root;

    Api(String address) {
        this.address = address;
        client = WebTestClient.bindToServer()
                .responseTimeout(Duration.ofSeconds(10))
                .build();
        reactive = WebClient.create(address);
    }

    /** For calls that race. */
    public WebClient reactive() {
        return reactive;
    }

    public Person signUp() {
        String name = "u-" + UUID.randomUUID().toString().substring(0, 13);
        return signUp(name, name + "@example.org", "a password of " + name);
    }

    public Person signUp(String username, String email, String password) {
        Answer answer =
                post("/api/v1/auth/register", Map.of("username", username, "email", email, "password", password), null);
        answer.is(201);
        return new Person(
                this,
                UUID.fromString(answer.text("/user/id")),
                username,
                email,
                password,
                answer.headers().getFirst("X-Auth-Token"));
    }

    /** A session of the administrator, the same one for all who ask this client. */
    public synchronized String rootToken() {
        String token = root;
        if (token == null || get("/api/v1/auth/me", token).status() != 200) {
            token = String.valueOf(
                    login("root", "the root of all tests").is(200).headers().getFirst("X-Auth-Token"));
            root = token;
        }
        return token;
    }

    public Answer login(String login, String password) {
        return post("/api/v1/auth/login", Map.of("login", login, "password", password), null);
    }

    public Answer get(String path, @Nullable String token) {
        return call(HttpMethod.GET, path, null, token, headers -> {});
    }

    public Answer delete(String path, @Nullable String token) {
        return call(HttpMethod.DELETE, path, null, token, headers -> {});
    }

    public Answer post(String path, @Nullable Object body, @Nullable String token) {
        return call(HttpMethod.POST, path, body, token, headers -> {});
    }

    public Answer put(String path, @Nullable Object body, @Nullable String token) {
        return call(HttpMethod.PUT, path, body, token, headers -> {});
    }

    /** As another service of the suite. */
    public Answer internal(String caller, HttpMethod method, String path, @Nullable Object body) {
        String token = TestIdentity.token(caller, "user-service");
        return call(method, path, body, null, headers -> headers.set("X-Service-Token", token));
    }

    public Answer call(
            HttpMethod method,
            String path,
            @Nullable Object body,
            @Nullable String token,
            Consumer<HttpHeaders> headers) {
        var request = client.method(method).uri(URI.create(address + path)).headers(all -> {
            if (token != null) {
                all.set("X-Auth-Token", token);
            }
            if (body != null) {
                all.set("Content-Type", "application/json");
            }
            headers.accept(all);
        });
        if (body instanceof byte[] bytes) {
            request.bodyValue(bytes);
        } else if (body != null) {
            request.bodyValue(JSON.writeValueAsBytes(body));
        }
        var result = request.exchange().expectBody().returnResult();
        byte[] content = result.getResponseBody();
        return new Answer(
                method + " " + path,
                result.getStatus().value(),
                result.getResponseHeaders(),
                content == null ? new byte[0] : content);
    }

    /** What came back. */
    public record Answer(String call, int status, HttpHeaders headers, byte[] body) {

        public Answer is(int expected) {
            if (status != expected) {
                throw new AssertionError(this + " instead of " + expected);
            }
            return this;
        }

        public Answer is(int expected, String code) {
            is(expected);
            if (!code.equals(code())) {
                throw new AssertionError(this + " instead of " + code);
            }
            return this;
        }

        public JsonNode json() {
            return body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
        }

        public String code() {
            return json().path("code").asString("");
        }

        /** The text at a JSON pointer. */
        public String text(String pointer) {
            return json().at(pointer).asString();
        }

        @Override
        public String toString() {
            return call + " -> " + status + " " + new String(body, java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    /** Somebody with an account and a session. */
    public record Person(Api api, UUID id, String username, String email, String password, String token) {

        public Answer get(String path) {
            return api.get(path, token);
        }

        public Answer delete(String path) {
            return api.delete(path, token);
        }

        public Answer post(String path, @Nullable Object body) {
            return api.post(path, body, token);
        }

        public Answer put(String path, @Nullable Object body) {
            return api.put(path, body, token);
        }

        public Answer patch(Map<String, ? extends @Nullable Object> profile) {
            return patch(profile, headers -> {});
        }

        public Answer patch(Map<String, ? extends @Nullable Object> profile, Consumer<HttpHeaders> headers) {
            return api.call(HttpMethod.PATCH, "/api/v1/users/me", new LinkedHashMap<>(profile), token, headers);
        }

        /** One more session; its token. */
        public String login() {
            return String.valueOf(
                    api.login(username, password).is(200).headers().getFirst("X-Auth-Token"));
        }
    }
}
