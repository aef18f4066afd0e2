package io.realtimeconnect.history;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.reactivestreams.Publisher;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.DynamicPropertyRegistrar;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The other services as far as history-service asks them; what they say is set by the test. */
public final class Neighbours {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Map<UUID, String> names = new ConcurrentHashMap<>();
    private final Map<String, byte[]> media = new ConcurrentHashMap<>();
    private final Map<String, List<String>> own = new ConcurrentHashMap<>();
    private volatile boolean down;
    private final DisposableServer server = HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .route(routes -> routes.post(
                            "/internal/users/batch",
                            (request, response) -> down
                                    ? response.status(503).send()
                                    : response.header("Content-Type", "application/json")
                                            .sendString(request.receive()
                                                    .aggregate()
                                                    .asString()
                                                    .map(this::batch)))
                    .get("/internal/users/{id}/own-data", (request, response) -> {
                        String name = names.get(UUID.fromString(request.param("id")));
                        return name == null
                                ? response.status(404)
                                        .header("Content-Type", "application/problem+json")
                                        .sendString(Mono.just("{\"status\":404,\"code\":\"USER_NOT_FOUND\"}"))
                                : response.header("Content-Type", "application/json")
                                        .sendString(Mono.just("{\"id\":\"" + request.param("id")
                                                + "\",\"displayName\":\"" + name + "\"}"));
                    })
                    .get("/internal/users/{id}/own-blocks", (request, response) -> own(request, response, "blocks"))
                    .get(
                            "/internal/own/{id}/{kind}",
                            (request, response) ->
                                    own(request, response, Objects.requireNonNull(request.param("kind"))))
                    .get("/internal/media/{id}", (request, response) -> {
                        byte[] bytes = media.get(request.param("id"));
                        return bytes == null
                                ? response.status(404)
                                        .header("Content-Type", "application/problem+json")
                                        .sendString(Mono.just("{\"status\":404,\"code\":\"MEDIA_NOT_FOUND\"}"))
                                : response.header("Content-Type", "audio/ogg").sendByteArray(Mono.just(bytes));
                    })
                    .get(
                            "/internal/events",
                            (request, response) -> response.header("Content-Type", "application/json")
                                    .sendString(Mono.just("{\"items\":[],\"last\":0,\"dropped\":0}"))))
            .bindNow();

    @TestConfiguration(proxyBeanMethods = false)
    public static class Setup {

        @Bean
        Neighbours neighbours() {
            return new Neighbours();
        }

        @Bean
        DynamicPropertyRegistrar whereNeighboursAre(Neighbours neighbours) {
            return registry -> {
                for (String service :
                        new String[] {"user-service", "communication-service", "queuing-service", "moderation-service"
                        }) {
                    registry.add(
                            "rtc.services." + service + ".urls", () -> "http://127.0.0.1:" + neighbours.server.port());
                }
            };
        }
    }

    public void name(UUID user, String displayName) {
        names.put(user, displayName);
    }

    /** Whether user-service answers nobody. */
    public void down(boolean isDown) {
        down = isDown;
    }

    public void media(String id, byte[] bytes) {
        media.put(id, bytes);
    }

    /** What the others know of somebody; each kind has two pages. */
    public void own(UUID user, String kind, String first, String second) {
        own.put(user + kind, List.of(first, second));
    }

    private Publisher<Void> own(HttpServerRequest request, HttpServerResponse response, String kind) {
        List<String> pages = own.getOrDefault(request.param("id") + kind, List.of());
        boolean more = !request.uri().contains("after=");
        String items = pages.isEmpty() ? "" : pages.get(more ? 0 : 1);
        String next = more && !pages.isEmpty() ? "\"" + UUID.randomUUID() + "\"" : "null";
        return response.header("Content-Type", "application/json")
                .sendString(Mono.just("{\"items\":[" + items + "],\"next\":" + next + "}"));
    }

    private String batch(String body) {
        JsonNode items = JSON.createArrayNode();
        for (JsonNode id : JSON.readTree(body).path("ids")) {
            String name = names.get(UUID.fromString(id.asString()));
            if (name != null) {
                ((tools.jackson.databind.node.ArrayNode) items)
                        .add(JSON.createObjectNode().put("id", id.asString()).put("displayName", name));
            }
        }
        return JSON.createObjectNode().set("items", items).toString();
    }
}
