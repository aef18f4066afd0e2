package io.realtimeconnect.communication;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.realtimeconnect.perf.web.Ids;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** moderation-service over HTTP, as far as communication-service calls it; all instances share one. */
public final class FakeModeration implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final List<Map<String, Object>> events = new ArrayList<>();
    private final Set<UUID> barred = ConcurrentHashMap.newKeySet();
    /** The texts that each call brought; one that its caller gave up on is there later. */
    public final List<List<String>> batches = new CopyOnWriteArrayList<>();

    public volatile Duration latency = Duration.ZERO;
    public volatile boolean down;

    public FakeModeration() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/internal/events", exchange -> answer(exchange, this::page));
        server.createContext("/internal/sanctions/", exchange -> answer(exchange, this::inForce));
        server.createContext("/internal/screen", exchange -> {
            LockSupport.parkNanos(latency.toNanos());
            answer(exchange, this::verdicts);
        });
        server.start();
    }

    /** The setting that leads an instance here. */
    public String setting() {
        return "rtc.services.moderation-service.urls=http://127.0.0.1:"
                + server.getAddress().getPort();
    }

    public UUID take(UUID userId, String kind, @Nullable Instant expiresAt) {
        UUID action = Ids.next();
        event("action.taken", action, userId, kind, expiresAt);
        return action;
    }

    public void lift(UUID action, UUID userId, String kind) {
        event("action.lifted", action, userId, kind, null);
    }

    /** Known here, while the news of it has not gone out. */
    public void barSilently(UUID userId) {
        barred.add(userId);
    }

    private synchronized void event(String topic, UUID action, UUID userId, String kind, @Nullable Instant expiresAt) {
        Map<String, Object> payload =
                new HashMap<>(Map.of("actionId", action, "userId", userId, "kind", kind, "reason", "because"));
        if (expiresAt != null) {
            payload.put("expiresAt", expiresAt.toString());
        }
        events.add(Map.of(
                "position",
                events.size() + 1,
                "id",
                Ids.next(),
                "topic",
                topic,
                "key",
                userId,
                "at",
                Instant.now().toString(),
                "payload",
                payload));
    }

    private synchronized Object page(HttpExchange exchange) {
        String query = exchange.getRequestURI().getQuery();
        int after = Integer.parseInt(query.replaceAll(".*after=(\\d+).*", "$1"));
        return Map.of(
                "items",
                List.copyOf(events.subList(Math.min(after, events.size()), events.size())),
                "last",
                events.size(),
                "dropped",
                0);
    }

    private Object inForce(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        UUID user = UUID.fromString(path.substring(path.lastIndexOf('/') + 1));
        return Map.of("items", barred.contains(user) ? List.of(Map.of("kind", "ban")) : List.of());
    }

    /** A text says itself what is to become of it: by the word block, mask or flag in it. */
    private Object verdicts(HttpExchange exchange) throws IOException {
        JsonNode texts = Instance.JSON.readTree(exchange.getRequestBody()).path("items");
        batches.add(
                texts.valueStream().map(item -> item.path("text").asString("")).toList());
        return Map.of(
                "items",
                texts.valueStream()
                        .map(item -> verdict(item.path("text").asString()))
                        .toList());
    }

    private static Object verdict(String text) {
        String decision = List.of("block", "mask", "flag").stream()
                .filter(text::contains)
                .findFirst()
                .orElse("allow");
        return Map.of(
                "decision",
                decision,
                "score",
                decision.equals("allow") ? 0 : 0.9,
                "categories",
                decision.equals("allow") ? List.of() : List.of("abuse"),
                "matches",
                List.of(),
                "maskedText",
                text.replace("mask", "****"));
    }

    private interface Work {
        Object of(HttpExchange exchange) throws IOException;
    }

    private void answer(HttpExchange exchange, Work work) throws IOException {
        try (exchange) {
            byte[] body = Instance.JSON
                    .writeValueAsString(down ? Map.of() : work.of(exchange))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(down ? 503 : 200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        try {
            threads.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
