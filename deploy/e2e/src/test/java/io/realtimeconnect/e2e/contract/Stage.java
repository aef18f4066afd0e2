package io.realtimeconnect.e2e.contract;

import io.realtimeconnect.e2e.SuiteUnderTest;
import io.realtimeconnect.e2e.client.Answer;
import io.realtimeconnect.e2e.client.Api;
import io.realtimeconnect.e2e.client.Api.Called;
import io.realtimeconnect.e2e.client.Person;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The suite, the people on it, and what was called so far. */
final class Stage {

    private final SuiteUnderTest suite;
    private final Set<Called> called = ConcurrentHashMap.newKeySet();
    private final Person admin;
    private final Person moderator;

    Stage(SuiteUnderTest suite) throws Exception {
        this.suite = suite;
        var account = suite.status().path("admin");
        String name = account.path("username").asString();
        Answer login = login(name, account.path("password").asString());
        this.admin = new Person(
                login.json().path("user").path("id").asString(),
                name,
                nobody().withToken(login.header("X-Auth-Token")));
        Person promoted = person();
        admin.api()
                .put("/api/v1/admin/users/" + promoted.id() + "/roles", Map.of("roles", List.of("USER", "MODERATOR")))
                .expect(200);
        this.moderator = withSession(promoted);
    }

    Api nobody() {
        return suite.api().seenBy(called::add);
    }

    SuiteUnderTest suite() {
        return suite;
    }

    Person person() {
        return Person.signUp(nobody());
    }

    Person admin() {
        return admin;
    }

    Person moderator() {
        return moderator;
    }

    Answer login(String login, String password) {
        return nobody().post("/api/v1/auth/login", Map.of("login", login, "password", password))
                .expect(200);
    }

    /** The same person on one device more. */
    Person withSession(Person person) {
        Answer login = login(person.username(), person.password());
        return new Person(person.id(), person.username(), nobody().withToken(login.header("X-Auth-Token")));
    }

    /** Sockets are no calls of an {@link Api}: whoever opened one says so. */
    void socketOpened() {
        called.add(new Called("GET", "/ws", 200));
    }

    /** Whether the call was answered as it should be, at least once. */
    boolean answered(Row row) {
        return called.stream()
                .anyMatch(call -> call.status() >= 200 && call.status() < 300 && row.is(call.method(), call.path()));
    }
}
