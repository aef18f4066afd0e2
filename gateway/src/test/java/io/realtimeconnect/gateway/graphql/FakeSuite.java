package io.realtimeconnect.gateway.graphql;

import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** All five services at one address, with answers that a test writes; what has none is 404. */
final class FakeSuite {

    record Seen(String method, String uri, HttpHeaders headers, String body) {}

    record Reply(int status, String body) {}

    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final Map<String, BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>>> behaviours =
            new ConcurrentHashMap<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final AtomicInteger atOnce = new AtomicInteger();
    final AtomicInteger mostAtOnce = new AtomicInteger();
    private final DisposableServer server = HttpServer.create()
            .bindAddress(() -> new InetSocketAddress("127.0.0.1", 0))
            .handle(this::answer)
            .bindNow();

    String url() {
        return "http://127.0.0.1:" + server.port();
    }

    /** @param call method and path without query */
    void reply(String call, int status, String body) {
        replies.put(call, new Reply(status, body));
    }

    void behave(String call, BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> behaviour) {
        behaviours.put(call, behaviour);
    }

    List<Seen> seen() {
        return List.copyOf(seen);
    }

    List<String> calls() {
        return seen.stream().map(call -> call.method() + " " + call.uri()).toList();
    }

    void forget() {
        seen.clear();
        replies.clear();
        behaviours.clear();
        mostAtOnce.set(0);
    }

    private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        String call = request.method() + " " + request.fullPath();
        var behaviour = behaviours.get(call);
        if (behaviour != null) {
            seen.add(new Seen(request.method().name(), request.uri(), request.requestHeaders(), ""));
            return behaviour.apply(request, response);
        }
        mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        return request.receive()
                .aggregate()
                .asString(StandardCharsets.UTF_8)
                .defaultIfEmpty("")
                .flatMap(body -> {
                    seen.add(new Seen(
                            request.method().name(),
                            request.uri(),
                            request.requestHeaders().copy(),
                            body));
                    Reply reply = replies.getOrDefault(
                            call, new Reply(404, "{\"code\":\"NOT_FOUND\",\"detail\":\"no " + call + "\"}"));
                    String type = reply.status() < 300 ? "application/json" : "application/problem+json";
                    response.status(reply.status()).header("Content-Type", type);
                    return reply.body().isEmpty()
                            ? response.send().then()
                            : response.sendString(Mono.just(reply.body())).then();
                })
                .doFinally(signal -> atOnce.decrementAndGet());
    }
}
