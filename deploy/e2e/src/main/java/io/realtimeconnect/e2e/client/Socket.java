package io.realtimeconnect.e2e.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One {@code rtc.v1} connection: frames go out as JSON and are kept, in order, as they come in. */
public final class Socket implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final List<JsonNode> frames = new CopyOnWriteArrayList<>();
    private final Object arrival = new Object();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final Consumer<JsonNode> onFrame;
    private final WebSocket webSocket;

    private Socket(HttpClient http, URI uri, @Nullable String token, Consumer<JsonNode> onFrame) {
        this.onFrame = onFrame;
        var builder =
                http.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(5)).subprotocols("rtc.v1");
        if (token != null) {
            builder.header("X-Auth-Token", token);
        }
        this.webSocket = builder.buildAsync(uri, new Inbox())
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    /** Connects with the token of {@code api}; every frame is also handed to {@code onFrame}, one at a time. */
    public static Socket connect(Api api, Consumer<JsonNode> onFrame) {
        URI http = api.base();
        return new Socket(
                api.http(), URI.create("ws://" + http.getHost() + ":" + http.getPort() + "/ws"), api.token(), onFrame);
    }

    public static Socket connect(Api api) {
        return connect(api, frame -> {});
    }

    public void send(Object frame) {
        sendText(JSON.writeValueAsString(frame));
    }

    /** Sends a text frame as it is; waits until it is written. */
    public void sendText(String text) {
        webSocket.sendText(text, true).orTimeout(10, TimeUnit.SECONDS).join();
    }

    public List<JsonNode> frames() {
        return frames;
    }

    /** The first frame, past or to come, that matches; fails after ten seconds. */
    public JsonNode await(String type, Predicate<JsonNode> matches) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        synchronized (arrival) {
            while (true) {
                for (JsonNode frame : frames) {
                    if (type.equals(frame.path("type").asString("")) && matches.test(frame)) {
                        return frame;
                    }
                }
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    throw new IllegalStateException("no frame " + type + " in " + frames + ", closed: " + closed);
                }
                try {
                    arrival.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    public JsonNode await(String type) {
        return await(type, frame -> true);
    }

    /** The close code; -1 when the connection broke without one. */
    public int awaitClose(Duration limit) throws TimeoutException {
        try {
            return closed.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (java.util.concurrent.ExecutionException e) {
            return -1;
        }
    }

    public boolean isOpen() {
        return !closed.isDone();
    }

    @Override
    public void close() {
        webSocket
                .sendClose(WebSocket.NORMAL_CLOSURE, "")
                .orTimeout(1, TimeUnit.SECONDS)
                .exceptionally(e -> webSocket);
        closed.completeOnTimeout(-1, 1, TimeUnit.SECONDS).join();
        webSocket.abort();
    }

    /** Breaks the connection as a crashed client does. */
    public void abort() {
        webSocket.abort();
        closed.complete(-1);
    }

    private final class Inbox implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                JsonNode frame = JSON.readTree(text.toString());
                text.setLength(0);
                onFrame.accept(frame);
                frames.add(frame);
                synchronized (arrival) {
                    arrival.notifyAll();
                }
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
            closed.complete(statusCode);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            closed.complete(-1);
        }
    }
}
