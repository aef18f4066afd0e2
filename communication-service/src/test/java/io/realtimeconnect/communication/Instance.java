package io.realtimeconnect.communication;

import io.realtimeconnect.communication.conversation.FakeUsers;
import io.realtimeconnect.communication.log.FakeHistory;
import io.realtimeconnect.communication.rhythm.Rhythm;
import io.realtimeconnect.perf.session.Login;
import io.realtimeconnect.perf.session.Role;
import io.realtimeconnect.perf.session.Sessions;
import io.realtimeconnect.perf.test.TestIdentity;
import io.realtimeconnect.perf.web.Ids;
import io.realtimeconnect.stores.PostgresSchema;
import io.realtimeconnect.stores.Stores;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.http.client.ReactorResourceFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A running communication-service on real stores; history-service and user-service are fakes that all instances share. */
public final class Instance implements AutoCloseable {

    public static final FakeHistory HISTORY = new FakeHistory();
    public static final FakeUsers USERS = new FakeUsers();
    public static final JsonMapper JSON = JsonMapper.builder().build();

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Configuration(proxyBeanMethods = false)
    static class Fakes {

        @Bean
        @Primary
        FakeHistory fakeHistory() {
            return HISTORY;
        }

        /** Of its own: the global ones end with the first instance that does. */
        @Bean
        ReactorResourceFactory reactorResourceFactory() {
            ReactorResourceFactory factory = new ReactorResourceFactory();
            factory.setUseGlobalResources(false);
            factory.setShutdownQuietPeriod(Duration.ZERO);
            return factory;
        }

        @Bean
        @Primary
        FakeUsers fakeUsers() {
            return USERS;
        }
    }

    /** Somebody with a session. */
    public record Person(UUID id, String name, String token) {}

    public record Answer(int status, JsonNode body, HttpResponse<String> response) {

        public String code() {
            return body.path("code").asString("");
        }
    }

    private final ConfigurableApplicationContext context;

    public Instance(String... properties) {
        this(Stores.redis().url(), properties);
    }

    public Instance(String redisUrl, String[] properties) {
        PostgresSchema schema = Stores.schema("communication");
        Map<String, Object> settings = new HashMap<>(TestIdentity.properties());
        settings.put("server.port", 0);
        settings.put("management.server.port", 0);
        settings.put("server.address", "127.0.0.1");
        settings.put("management.server.address", "127.0.0.1");
        settings.put("spring.r2dbc.url", schema.r2dbcUrl());
        settings.put("spring.r2dbc.username", schema.user());
        settings.put("spring.r2dbc.password", schema.password());
        settings.put("spring.flyway.url", schema.jdbcUrl());
        settings.put("spring.flyway.user", schema.owner());
        settings.put("spring.flyway.password", schema.ownerPassword());
        settings.put("spring.data.redis.url", redisUrl);
        settings.put("spring.main.banner-mode", "off");
        // a machine that builds and tests at once is slow
        settings.put("perf.redis.timeout", "3s");
        settings.put("perf.rate-limit.budget", "2s");
        settings.put("rtc.communication.presence.watch", "500ms");
        for (String property : properties) {
            int equals = property.indexOf('=');
            settings.put(property.substring(0, equals), property.substring(equals + 1));
        }
        // as command line arguments, which win over application.yml
        String[] arguments = settings.entrySet().stream()
                .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new);
        context = new SpringApplicationBuilder(CommunicationServiceApplication.class, Fakes.class).run(arguments);
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** Something that this instance does again and again. */
    public Rhythm rhythm(String name) {
        return context.getBean(name, Rhythm.class);
    }

    public int port() {
        return ((WebServerApplicationContext) context).getWebServer().getPort();
    }

    public Person person(String name) {
        UUID id = Ids.next();
        String token = bean(Sessions.class)
                .admit(new Login(id, name, Set.of(Role.USER), null, null))
                .retry(3)
                .block(Duration.ofSeconds(20))
                .token();
        return new Person(id, name, token);
    }

    /** A conversation as queuing-service opens it. */
    public UUID conversation(Person one, Person other) {
        UUID id = Ids.next();
        Answer answer = open(id, one, other);
        if (answer.status() != 201) {
            throw new AssertionError(answer.toString());
        }
        return id;
    }

    public Answer open(UUID id, Person one, Person other) {
        String body = """
                {"participants": [{"id": "%s", "displayName": "%s"}, {"id": "%s", "displayName": "%s"}],
                 "matchId": "%s", "commonInterests": ["go"], "score": 0.5}
                """.formatted(one.id(), one.name(), other.id(), other.name(), id);
        return send(HttpRequest.newBuilder(uri("/internal/conversations/" + id))
                .header("Content-Type", "application/json")
                .header("X-Service-Token", TestIdentity.token("queuing-service", "communication-service"))
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    public Answer call(String method, String path, Person caller, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).header("X-Auth-Token", caller.token());
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body));
        }
        return send(request);
    }

    private static Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response =
                    HTTP.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(response.body()),
                    response);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    /** A socket that has said who it is. */
    public Socket socket(Person person) {
        Socket socket = connect(person.token());
        socket.await("ready");
        return socket;
    }

    public Socket connect(String token) {
        return Socket.open(URI.create("ws://127.0.0.1:" + port() + "/ws"), token);
    }

    @Override
    public void close() {
        context.close();
    }
}
