package io.realtimeconnect.e2e.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Calls to one address, with or without a session token; blocking, ten seconds at most each. */
public final class Api {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** Longer than the gateway's own deadline: what is late is told, not cut off. */
    private static final Duration PATIENCE = Duration.ofSeconds(35);

    private final URI base;
    private final @Nullable String token;
    private final Consumer<Called> witness;

    public Api(URI base) {
        this(base, null, called -> {});
    }

    private Api(URI base, @Nullable String token, Consumer<Called> witness) {
        this.base = base;
        this.token = token;
        this.witness = witness;
    }

    /** A call that was answered; {@code path} without its query. */
    public record Called(String method, String path, int status) {}

    public Api withToken(@Nullable String newToken) {
        return new Api(base, newToken, witness);
    }

    /** These calls, each told to {@code newWitness} once it is answered. */
    public Api seenBy(Consumer<Called> newWitness) {
        return new Api(base, token, newWitness);
    }

    public @Nullable String token() {
        return token;
    }

    public URI base() {
        return base;
    }

    public HttpClient http() {
        return CLIENT;
    }

    public Answer get(String path) {
        return call("GET", path, null, Map.of());
    }

    public Answer delete(String path) {
        return call("DELETE", path, null, Map.of());
    }

    public Answer post(String path, @Nullable Object body) {
        return call("POST", path, body, Map.of());
    }

    public Answer put(String path, @Nullable Object body) {
        return call("PUT", path, body, Map.of());
    }

    public Answer patch(String path, Object body, Map<String, String> headers) {
        return call("PATCH", path, body, headers);
    }

    /** A call with a JSON body (none where null). */
    public Answer call(String method, String path, @Nullable Object body, Map<String, String> headers) {
        byte[] bytes = body == null ? new byte[0] : JSON.writeValueAsBytes(body);
        return send(method, path, bytes, body == null ? null : "application/json", headers);
    }

    /**
     * The events of a stream, each told as name and data, until {@code enough} says so.
     *
     * @throws IllegalStateException when the stream ends, or ten seconds pass, before
     */
    public void events(String path, BiPredicate<String, String> enough) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).header("Accept", "text/event-stream");
        if (token != null) {
            request.header("X-Auth-Token", token);
        }
        var stream = new EventStream(enough);
        var lines = BodyHandlers.fromLineSubscriber(stream);
        var answered = CLIENT.sendAsync(request.build(), response -> {
            witness.accept(new Called("GET", URI.create(path).getRawPath(), response.statusCode()));
            return lines.apply(response);
        });
        try {
            stream.awaitEnough(Duration.ofSeconds(10));
        } finally {
            answered.cancel(true);
        }
    }

    /** A call whose body goes out as it is, however broken. */
    public Answer send(
            String method, String path, byte[] body, @Nullable String contentType, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(PATIENCE)
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        if (token != null) {
            request.header("X-Auth-Token", token);
        }
        headers.forEach(request::header);
        try {
            var response = CLIENT.send(request.build(), BodyHandlers.ofByteArray());
            witness.accept(new Called(method, URI.create(path).getRawPath(), response.statusCode()));
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
