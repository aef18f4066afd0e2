package io.realtimeconnect.gateway.graphql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;
import tools.jackson.databind.JsonNode;

class GraphQlSubscriptionsTest extends GraphQlTest {

    private static final String TALK = "00000000-0000-7000-8000-0000000000c1";
    private static final String OTHER = "00000000-0000-7000-8000-0000000000c2";
    private static final String ANNA = "00000000-0000-7000-8000-00000000000a";
    private static final String BERT = "00000000-0000-7000-8000-00000000000b";

    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger opened = new AtomicInteger();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private volatile Sinks.Many<String> pushes;
    private volatile int closeWith = 1000;
    private Client client;

    /** Speaks graphql-transport-ws. */
    private final class Client {
        private final List<JsonNode> got = new CopyOnWriteArrayList<>();
        private final Sinks.Many<String> says = Sinks.many().unicast().onBackpressureBuffer();
        private final AtomicInteger closed = new AtomicInteger();
        private final Disposable connection;

        private Client(String token) {
            this(token, Mono.empty());
        }

        /** @param reading takes nothing more after the first message until this completes */
        private Client(String token, Mono<Void> reading) {
            connection = HttpClient.newConnection()
                    .headers(to -> to.set("X-Auth-Token", token))
                    .websocket(WebsocketClientSpec.builder()
                            .protocols("graphql-transport-ws")
                            .build())
                    .uri("ws://127.0.0.1:" + port + "/graphql")
                    .handle((in, out) -> {
                        in.receiveCloseStatus().subscribe(status -> closed.set(status.code()));
                        return Flux.merge(
                                        out.sendString(says.asFlux()).then(),
                                        in.receive()
                                                .asString()
                                                .limitRate(1)
                                                .delayUntil(text -> got.isEmpty() ? Mono.empty() : reading)
                                                .doOnNext(text -> got.add(JSON.readTree(text)))
                                                .then())
                                .then();
                    })
                    .subscribe(nothing -> {}, error -> {});
            says.tryEmitNext("{\"type\":\"connection_init\"}");
        }

        private void subscribe(String id, String query) {
            says.tryEmitNext(
                    JSON.writeValueAsString(Map.of("id", id, "type", "subscribe", "payload", Map.of("query", query))));
        }

        private void complete(String id) {
            says.tryEmitNext("{\"id\":\"%s\",\"type\":\"complete\"}".formatted(id));
        }

        private List<JsonNode> next(String id) {
            return got.stream()
                    .filter(message -> message.path("id").asString("").equals(id)
                            && message.path("type").asString("").equals("next"))
                    .map(message -> message.path("payload"))
                    .toList();
        }

        private boolean ended(String id) {
            return got.stream()
                    .anyMatch(message -> message.path("id").asString("").equals(id)
                            && !message.path("type").asString("").equals("next"));
        }
    }

    @BeforeEach
    void aServiceThatPushes() {
        pushes = Sinks.many().multicast().directBestEffort();
        SUITE.behave("GET /ws", this::socket);
        for (String id : new String[] {TALK, OTHER}) {
            SUITE.reply("GET /api/v1/conversations/" + id, 200, "{\"id\":\"%s\"}".formatted(id));
        }
    }

    @AfterEach
    void leave() {
        if (client != null) {
            client.connection.dispose();
        }
    }

    private Publisher<Void> socket(HttpServerRequest request, HttpServerResponse response) {
        return response.sendWebsocket(
                (in, out) -> {
                    open.incrementAndGet();
                    opened.incrementAndGet();
                    in.withConnection(connection -> connection.onDispose(open::decrementAndGet));
                    in.receive().asString().subscribe(heard::add, error -> {});
                    return out.sendString(Flux.concat(
                                    Flux.just("{\"type\":\"ready\",\"userId\":\"u\",\"heartbeatSeconds\":20}"),
                                    pushes.asFlux()))
                            .then(out.sendClose(closeWith, "bye"));
                },
                WebsocketServerSpec.builder().protocols("rtc.v1").build());
    }

    private void connect() {
        client = new Client(token());
        await().until(() -> !client.got.isEmpty());
        assertThat(client.got.get(0).path("type").asString()).isEqualTo("connection_ack");
    }

    private static String message(String conversation, int rev) {
        return """
                {"type":"message.new","message":{"id":"00000000-0000-7000-8000-00000000%04d","conversationId":"%s","seq":%d,\
                "rev":%d,"senderId":"%s","type":"text","body":"m%d"}}""".formatted(rev, conversation, rev, rev, ANNA, rev);
    }

    @Test
    void messagesOfOneConversationComeUntilTheSubscriptionIsCancelled() {
        SUITE.reply("GET /api/v1/users/" + ANNA, 200, "{\"userId\":\"%s\",\"displayName\":\"Anna\"}".formatted(ANNA));
        connect();
        client.subscribe(
                "1",
                "subscription{messages(conversationId:\"%s\"){type rev message{body sender{displayName}}}}"
                        .formatted(TALK));
        await().until(() -> pushes.currentSubscriberCount() == 1);
        pushes.tryEmitNext(message(OTHER, 1));
        pushes.tryEmitNext(message(TALK, 1));
        pushes.tryEmitNext(message(TALK, 1));
        pushes.tryEmitNext(message(TALK, 2));
        await().until(() -> client.next("1").size() == 2);
        assertThat(client.next("1").get(1).at("/data/messages/message/body").asString())
                .isEqualTo("m2");
        assertThat(client.next("1")
                        .get(0)
                        .at("/data/messages/message/sender/displayName")
                        .asString())
                .isEqualTo("Anna");
        client.complete("1");
        await().untilAtomic(open, is(0));
    }

    @Test
    void anEventWhoseSenderIsLookedUpLongerIsNotOvertaken() {
        Sinks.One<String> annas = Sinks.one();
        SUITE.behave(
                "GET /api/v1/users/" + ANNA,
                (request, response) ->
                        response.header("Content-Type", "application/json").sendString(annas.asMono()));
        SUITE.reply("GET /api/v1/users/" + BERT, 200, "{\"userId\":\"%s\",\"displayName\":\"Bert\"}".formatted(BERT));
        connect();
        client.subscribe(
                "1", "subscription{messages(conversationId:\"%s\"){message{sender{displayName}}}}".formatted(TALK));
        await().until(() -> pushes.currentSubscriberCount() == 1);
        pushes.tryEmitNext(message(TALK, 1));
        pushes.tryEmitNext(message(TALK, 2).replace(ANNA, BERT));
        await().until(() -> SUITE.calls().contains("GET /api/v1/users/" + BERT));
        annas.tryEmitValue("{\"userId\":\"%s\",\"displayName\":\"Anna\"}".formatted(ANNA));
        await().until(() -> client.next("1").size() == 2);
        assertThat(client.next("1"))
                .extracting(event ->
                        event.at("/data/messages/message/sender/displayName").asString())
                .containsExactly("Anna", "Bert");
    }

    @Test
    void allSubscriptionsOfAConnectionShareOneSocket() {
        connect();
        client.subscribe("1", "subscription{events{type conversationId}}");
        client.subscribe("2", "subscription{messages(conversationId:\"%s\",afterRev:5){rev}}".formatted(TALK));
        await().until(() -> heard.stream().anyMatch(frame -> frame.contains("\"resume\"")));
        assertThat(JSON.readTree(heard.get(0)).at("/conversations/0/afterRev").asInt())
                .isEqualTo(5);
        pushes.tryEmitNext(message(TALK, 5));
        pushes.tryEmitNext(message(TALK, 6));
        await().until(() -> client.next("1").size() == 2 && client.next("2").size() == 1);
        assertThat(client.next("2").get(0).at("/data/messages/rev").asInt()).isEqualTo(6);
        client.complete("1");
        pushes.tryEmitNext(message(TALK, 7));
        await().until(() -> client.next("2").size() == 2);
        assertThat(opened).hasValue(1);
        assertThat(open).hasValue(1);
        client.complete("2");
        await().untilAtomic(open, is(0));
    }

    @Test
    void aClientThatGoesTakesTheSocketAlong() {
        connect();
        client.subscribe("1", "subscription{events{type}}");
        await().until(() -> pushes.currentSubscriberCount() == 1);
        client.connection.dispose();
        await().untilAtomic(open, is(0));
    }

    @Test
    void aClientThatDoesNotReadLosesItsSubscriptionAndNothingElse() {
        Sinks.Empty<Void> reading = Sinks.empty();
        Flux<String> flood =
                Flux.range(1, 20_000).map(rev -> message(TALK, rev).replace("\"m" + rev, "\"" + "x".repeat(2_000)));
        SUITE.behave(
                "GET /ws",
                (request, response) -> response.sendWebsocket(
                        (in, out) -> {
                            open.incrementAndGet();
                            opened.incrementAndGet();
                            in.withConnection(connection -> connection.onDispose(open::decrementAndGet));
                            return out.sendString(
                                    Flux.concat(Flux.just("{\"type\":\"ready\"}"), flood, Flux.<String>never()));
                        },
                        WebsocketServerSpec.builder().protocols("rtc.v1").build()));
        client = new Client(token(), reading.asMono());
        await().until(() -> !client.got.isEmpty());
        client.subscribe("1", "subscription{messages(conversationId:\"%s\"){rev message{body}}}".formatted(TALK));
        await().untilAtomic(opened, is(1));
        await().untilAtomic(open, is(0));
        reading.tryEmitEmpty();
        await().until(() -> client.ended("1"));
        JsonNode last = client.got.get(client.got.size() - 1);
        assertThat(last.at("/payload/0/extensions/code").asString()).isEqualTo("TOO_SLOW");
        assertThat(client.next("1")).hasSizeBetween(1, 19_999);
        SUITE.reply("GET /api/v1/queue", 200, "{\"state\":\"idle\"}");
        client.subscribe("2", "{queue{state}}");
        await().until(() -> client.ended("2"));
    }

    @Test
    void aServiceThatClosesEndsTheSubscription() {
        closeWith = 4403;
        connect();
        client.subscribe("1", "subscription{events{type}}");
        await().until(() -> pushes.currentSubscriberCount() == 1);
        pushes.tryEmitComplete();
        await().until(() -> client.ended("1"));
        JsonNode error = client.got.get(client.got.size() - 1);
        assertThat(error.path("type").asString()).isEqualTo("error");
        assertThat(error.at("/payload/0/extensions/code").asString()).isEqualTo("ACCOUNT_SUSPENDED");
    }

    @Test
    void outsidersGetTheProblemOfRest() {
        SUITE.reply(
                "GET /api/v1/conversations/" + OTHER, 404, "{\"code\":\"CONVERSATION_NOT_FOUND\",\"detail\":\"no\"}");
        connect();
        client.subscribe("1", "subscription{messages(conversationId:\"%s\"){rev}}".formatted(OTHER));
        await().until(() -> client.ended("1"));
        assertThat(client.got.get(1).at("/payload/0/extensions/code").asString())
                .isEqualTo("CONVERSATION_NOT_FOUND");
        assertThat(opened).hasValue(0);
    }

    @Test
    void theQueueTellsWhatItTellsByServerSentEvents() {
        AtomicInteger cancelled = new AtomicInteger();
        SUITE.behave(
                "GET /api/v1/queue/events",
                (request, response) -> response.sse()
                        .send(
                                Flux.concat(Flux.just(": beat\n\n", """
                                event: waiting
                                data: {"state":"waiting","position":2}

                                """), Flux.<String>never())
                                        .map(text -> Unpooled.copiedBuffer(text, StandardCharsets.UTF_8))
                                        .doOnCancel(cancelled::incrementAndGet),
                                bytes -> true));
        connect();
        client.subscribe("1", "subscription{queueEvents{event ticket{position}}}");
        await().until(() -> client.next("1").size() == 1);
        assertThat(client.next("1")
                        .get(0)
                        .at("/data/queueEvents/ticket/position")
                        .asInt())
                .isEqualTo(2);
        client.complete("1");
        await().untilAtomic(cancelled, is(1));
    }

    @Test
    void queriesRunOnAConnectionUnderTheSameLimits() {
        SUITE.reply("GET /api/v1/queue", 200, "{\"state\":\"idle\"}");
        connect();
        client.subscribe("1", "{queue{state}}");
        client.subscribe("2", "{conversations(limit:50){items{messages{items{id}}}}}");
        await().until(() -> client.ended("1") && !client.next("2").isEmpty());
        assertThat(client.next("1").get(0).at("/data/queue/state").asString()).isEqualTo("idle");
        assertThat(client.next("2").get(0).at("/errors/0/extensions/code").asString())
                .isEqualTo("QUERY_TOO_COMPLEX");
    }

    @Test
    void aConnectionRunsSoManyOperationsAndNoMore() {
        connect();
        for (int i = 0; i < 6; i++) {
            client.subscribe("s" + i, "subscription{events{type}}");
        }
        await().until(() ->
                client.got.stream().anyMatch(message -> message.toString().contains("TOO_MANY_OPERATIONS")));
        client.complete("s0");
        client.complete("s1");
        await().until(() -> pushes.currentSubscriberCount() == 1);
        client.subscribe("again", "{queue{state}}");
        await().until(() -> client.ended("again"));
    }

    @Test
    void aSessionThatEndsClosesTheConnection() {
        String token = token();
        client = new Client(token);
        await().until(() -> !client.got.isEmpty());
        client.subscribe("1", "subscription{events{type}}");
        await().until(() -> pushes.currentSubscriberCount() == 1);
        var session = sessions.find(token).block(Duration.ofSeconds(5));
        sessions.revoke(session.userId(), session.handle()).block(Duration.ofSeconds(5));
        await().untilAtomic(client.closed, is(4401));
        await().untilAtomic(open, is(0));
    }

    @Test
    void withoutASessionOrFromAForeignPageThereIsNoUpgrade() {
        assertThat(refused(Map.of())).isEqualTo(401);
        assertThat(refused(Map.of("Cookie", "SESSION=" + token(), "Origin", "https://evil.example")))
                .isEqualTo(403);
    }

    private int refused(Map<String, String> headers) {
        AtomicInteger status = new AtomicInteger();
        HttpClient.newConnection()
                .headers(to -> headers.forEach(to::set))
                .websocket(WebsocketClientSpec.builder()
                        .protocols("graphql-transport-ws")
                        .build())
                .uri("ws://127.0.0.1:" + port + "/graphql")
                .connect()
                .onErrorResume(WebSocketClientHandshakeException.class, error -> {
                    status.set(error.response().status().code());
                    return Mono.empty();
                })
                .block(Duration.ofSeconds(10));
        return status.get();
    }

    @Test
    void aClientThatSaysNonsenseIsClosed() {
        connect();
        client.says.tryEmitNext("nonsense");
        await().until(() -> client.closed.get() != 0);
    }
}
