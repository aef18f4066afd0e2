package io.realtimeconnect.communication;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** A client of {@code rtc.v1} that keeps all it hears. */
public final class Socket implements WebSocket.Listener, AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final List<JsonNode> frames = new CopyOnWriteArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private volatile WebSocket webSocket;
    private volatile int closeCode = -1;
    private volatile boolean paused;
    private int seen;

    public static Socket open(URI uri, String token) {
        Socket socket = new Socket();
        WebSocket.Builder builder = HTTP.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(10));
        if (token != null) {
            builder.header("X-Auth-Token", token);
        }
        socket.webSocket = builder.buildAsync(uri, socket).join();
        return socket;
    }

    /** A {@code message.send} whose {@code ref} and {@code clientMessageId} are {@code name}. */
    public static Map<String, Object> message(UUID conversation, String name, String body) {
        return Map.of(
                "type",
                "message.send",
                "ref",
                name,
                "conversationId",
                conversation,
                "clientMessageId",
                name,
                "body",
                body);
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            frames.add(Instance.JSON.readTree(text.toString()));
            text.setLength(0);
        }
        if (!paused) {
            socket.request(1);
        }
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        closeCode = code;
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        closeCode = closeCode < 0 ? 1006 : closeCode;
    }

    /** Reads nothing more. */
    public void pause() {
        paused = true;
    }

    public void goOn() {
        paused = false;
        webSocket.request(1);
    }

    public synchronized Socket send(Map<String, ?> frame) {
        return raw(Instance.JSON.writeValueAsString(frame));
    }

    public synchronized Socket raw(String text) {
        webSocket.sendText(text, true).join();
        return this;
    }

    /** A part of a frame. */
    public synchronized Socket fragment(String text, boolean last) {
        webSocket.sendText(text, last).join();
        return this;
    }

    public synchronized Socket binary(byte[] bytes) {
        webSocket.sendBinary(ByteBuffer.wrap(bytes), true).join();
        return this;
    }

    /** The next frame of a type, after those awaited before. */
    public JsonNode await(String type) {
        return await(frame -> frame.path("type").asString("").equals(type));
    }

    public JsonNode await(Predicate<JsonNode> wanted) {
        await().atMost(Duration.ofSeconds(15))
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> {
                    List<JsonNode> heard = List.copyOf(frames);
                    for (int i = seen; i < heard.size(); i++) {
                        if (wanted.test(heard.get(i))) {
                            seen = i + 1;
                            return;
                        }
                    }
                    assertThat(heard.subList(Math.min(seen, heard.size()), heard.size()))
                            .as("frames heard, close code " + closeCode)
                            .isNull();
                });
        return frames.get(seen - 1);
    }

    private static org.awaitility.core.ConditionFactory await() {
        return org.awaitility.Awaitility.await();
    }

    public int awaitClose() {
        await().atMost(Duration.ofSeconds(20)).until(() -> closeCode >= 0);
        return closeCode;
    }

    public boolean isClosed() {
        return closeCode >= 0;
    }

    public List<JsonNode> frames() {
        return List.copyOf(frames);
    }

    public List<JsonNode> frames(String type) {
        return frames.stream()
                .filter(frame -> frame.path("type").asString("").equals(type))
                .toList();
    }

    @Override
    public void close() {
        webSocket.abort();
    }
}
