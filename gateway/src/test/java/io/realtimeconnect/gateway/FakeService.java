package io.realtimeconnect.gateway;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import tools.jackson.databind.json.JsonMapper;

/** A service that answers what it was asked; {@code X-Fake} makes it misbehave. Its port stays its own when it is stopped and started. */
public final class FakeService {

    /** What reached the service. */
    public record Seen(String service, String method, String uri, Map<String, List<String>> headers, int bytes) {}

    private record Internal(int status, String body) {}

    private static final JsonMapper JSON = new JsonMapper();

    public final String name;
    public final AtomicInteger cancelled = new AtomicInteger();

    /** Requests of which {@code never} and only that was asked. */
    public final AtomicInteger waiting = new AtomicInteger();

    /** Requests taken and never answered. */
    public final AtomicInteger died = new AtomicInteger();

    private final AtomicInteger connections = new AtomicInteger();

    /** What it says of its health. */
    public volatile String health = "healthy";

    /** What it says of its database. */
    public volatile String database = "healthy";

    /** What it says of its interface. */
    public volatile String document = "{\"openapi\":\"3.1.0\",\"paths\":{}}";

    /** What it lets the gateway keep; null says nothing. */
    public volatile String control;

    /** Sockets open at present. */
    public final AtomicInteger sockets = new AtomicInteger();

    /** How sockets were closed by the other side. */
    public final List<WebSocketCloseStatus> closes = new CopyOnWriteArrayList<>();

    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Map<String, Internal> internal = new ConcurrentHashMap<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private volatile DisposableServer server;
    private final int port;

    public FakeService(String name) {
        this.name = name;
        this.server = bind(0);
        this.port = server.port();
    }

    private DisposableServer bind(int port) {
        return HttpServer.create()
                .bindAddress(() -> new InetSocketAddress("127.0.0.1", port))
                .channelGroup(channels)
                .httpRequestDecoder(spec -> spec.maxHeaderSize(65536))
                .doOnConnection(connection -> {
                    connections.incrementAndGet();
                    connection.onDispose(connections::decrementAndGet);
                })
                .handle(this::answer)
                .bindNow();
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Stops listening and drops every connection, as a process does that is killed. */
    public void stop() {
        server.channel().close().syncUninterruptibly();
        channels.close().syncUninterruptibly();
    }

    public void start() {
        server = bind(port);
    }

    public int connections() {
        return connections.get();
    }

    public List<Seen> seen() {
        return List.copyOf(seen);
    }

    /** Says what an internal call of any method is answered; without, it is 404. */
    public void internal(String path, int status, String body) {
        internal.put(path, new Internal(status, body));
    }

    public void forget() {
        internal.clear();
        seen.clear();
        cancelled.set(0);
        waiting.set(0);
        died.set(0);
        closes.clear();
    }

    private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        if (request.uri().startsWith("/internal/")) {
            Internal said = internal.getOrDefault(request.fullPath(), new Internal(404, "{\"code\":\"NOT_FOUND\"}"));
            return bytes(request).flatMap(bytes -> {
                seen.add(new Seen(
                        name, request.method().name(), request.uri(), headers(request.requestHeaders()), bytes));
                return response.status(said.status())
                        .header("Content-Type", "application/json")
                        .sendString(Mono.just(said.body()))
                        .then();
            });
        }
        String fake = request.requestHeaders().get("X-Fake", "echo");
        if ("websocket".equalsIgnoreCase(request.requestHeaders().get("Upgrade"))) {
            return socket(request, response, fake);
        }
        if (request.uri().equals("/health")) {
            return response.header("Content-Type", "application/json")
                    .sendString(Mono.just("{\"status\":\"" + health + "\",\"components\":{\"database\":{\"status\":\""
                            + database + "\"}}}"));
        }
        if (request.uri().equals("/v3/api-docs")) {
            return response.header("Content-Type", "application/json").sendString(Mono.just(document));
        }
        response.header("X-Served-By", name + ":" + port)
                .header("X-Service-Token", "secret")
                .header("X-Request-Id", "mine");
        if (control != null) {
            response.header("Gateway-Cache-Control", control);
        }
        return switch (fake) {
            case "never" ->
                Mono.<Void>never()
                        .doOnSubscribe(subscribed -> waiting.incrementAndGet())
                        .doOnCancel(cancelled::incrementAndGet);
            case "die" ->
                request.receive().aggregate().then(Mono.fromRunnable(() -> {
                    died.incrementAndGet();
                    request.withConnection(c -> c.channel().close());
                }));
            case "half" -> half(request, response);
            case "trickle" ->
                response.header("Content-Type", "text/plain")
                        .sendString(Flux.interval(Duration.ofMillis(100))
                                .map(i -> "tick " + i + "\n")
                                .doOnCancel(cancelled::incrementAndGet));
            case "events" ->
                response.sse()
                        .send(
                                Flux.interval(Duration.ofMillis(200))
                                        .map(i -> Unpooled.copiedBuffer(
                                                "event: waiting\ndata: {\"n\":" + i + "}\n\n", StandardCharsets.UTF_8))
                                        .doOnCancel(cancelled::incrementAndGet),
                                b -> true);
            case "big" ->
                response.header("Content-Type", "application/json")
                        .sendString(Mono.just("\"" + "x".repeat(200_000) + "\""));
            case "problem" ->
                response.status(409)
                        .header("Content-Type", "application/problem+json")
                        .sendString(Mono.just("{\"code\":\"TAKEN\"}"));
            case "limited" ->
                response.status(429)
                        .header("Content-Type", "application/problem+json")
                        .header("Retry-After", "1")
                        .header("RateLimit", "\"message\";r=0;t=1")
                        .header("RateLimit-Policy", "\"message\";q=20;w=1")
                        .sendString(Mono.just("{\"code\":\"RATE_LIMITED\"}"));
            default -> echo(request, response);
        };
    }

    /** Echoes; {@code close:4403} closes with that code, {@code flood} sends without end, {@code ping} sends a ping. */
    private Publisher<Void> socket(HttpServerRequest request, HttpServerResponse response, String fake) {
        if (fake.equals("refuse")) {
            return response.status(403).send();
        }
        seen.add(new Seen(name, "WS", request.uri(), headers(request.requestHeaders()), 0));
        WebsocketServerSpec.Builder spec = WebsocketServerSpec.builder().handlePing(true);
        if (request.requestHeaders().contains("Sec-WebSocket-Protocol")) {
            spec.protocols("rtc.v1");
        }
        return response.sendWebsocket(
                (in, out) -> {
                    sockets.incrementAndGet();
                    in.withConnection(connection -> connection.onDispose(sockets::decrementAndGet));
                    in.receiveCloseStatus().subscribe(closes::add);
                    return out.sendObject(
                            in.aggregateFrames(1 << 20).receiveFrames().concatMap(frame -> reply(frame, in)));
                },
                spec.build());
    }

    private static Flux<WebSocketFrame> reply(WebSocketFrame frame, WebsocketInbound in) {
        if (frame instanceof PingWebSocketFrame ping) {
            return Flux.just(new PongWebSocketFrame(ping.content().retain()));
        }
        if (!(frame instanceof TextWebSocketFrame text)) {
            return frame instanceof PongWebSocketFrame
                    ? Flux.just(new TextWebSocketFrame("pong seen"))
                    : Flux.just(new BinaryWebSocketFrame(frame.content().retain()));
        }
        String said = text.text();
        if (said.startsWith("close:")) {
            return Flux.just(new CloseWebSocketFrame(Integer.parseInt(said.substring(6)), "as told"));
        }
        if (said.equals("vanish")) {
            in.withConnection(connection -> {
                connection.channel().config().setOption(ChannelOption.SO_LINGER, 0);
                connection.channel().close();
            });
            return Flux.empty();
        }
        if (said.equals("ping")) {
            return Flux.just(new PingWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {1})));
        }
        if (said.startsWith("flood:")) {
            int frames = Integer.parseInt(said.substring(6));
            return Flux.range(0, frames).map(i -> new TextWebSocketFrame(i + ":" + "x".repeat(8_000)));
        }
        return Flux.just(new TextWebSocketFrame("echo " + said));
    }

    private Publisher<Void> half(HttpServerRequest request, HttpServerResponse response) {
        return response.header("Content-Type", "application/json")
                .sendString(Flux.just("{\"begun\":", "\"" + "x".repeat(5_000))
                        .concatWith(Mono.delay(Duration.ofMillis(50)).flatMap(t -> {
                            request.withConnection(c -> c.channel().close());
                            return Mono.never();
                        })));
    }

    private Publisher<Void> echo(HttpServerRequest request, HttpServerResponse response) {
        return bytes(request).flatMap(bytes -> {
            Seen what =
                    new Seen(name, request.method().name(), request.uri(), headers(request.requestHeaders()), bytes);
            seen.add(what);
            return response.header("Content-Type", "application/json")
                    .sendString(Mono.just(JSON.writeValueAsString(what)))
                    .then();
        });
    }

    private static Mono<Integer> bytes(HttpServerRequest request) {
        return request.receive().aggregate().map(body -> body.readableBytes()).defaultIfEmpty(0);
    }

    private static Map<String, List<String>> headers(HttpHeaders headers) {
        Map<String, List<String>> map = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.names().forEach(name -> map.put(name, headers.getAll(name)));
        return map;
    }
}
