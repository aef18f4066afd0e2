package io.realtimeconnect.user.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.user.Api;
import io.realtimeconnect.user.Api.Person;
import io.realtimeconnect.user.UserServiceTest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;

@UserServiceTest
class InternalUserTests {

    @Autowired
    Api api;

    @Test
    void aServiceLearnsWhatItMustKnowOfAUser() {
        Person ada = api.signUp();
        ada.patch(Map.of("displayName", "Ada", "interests", List.of("tea"), "languages", List.of("en")))
                .is(200);

        var user = api.internal("communication-service", HttpMethod.GET, "/internal/users/" + ada.id(), null)
                .is(200);

        assertThat(user.json().propertyNames())
                .containsExactlyInAnyOrder("id", "username", "displayName", "interests", "languages", "roles", "state");
        assertThat(user.text("/displayName")).isEqualTo("Ada");
        assertThat(user.text("/state")).isEqualTo("active");
        api.internal("history-service", HttpMethod.GET, "/internal/users/" + UUID.randomUUID(), null)
                .is(404, "USER_NOT_FOUND");
    }

    @Test
    void allThatIsKnownOfAUserIsForTheFileTheyMayHave() {
        Person ada = api.signUp();
        ada.patch(Map.of("bio", "mathematician", "birthDate", "1990-12-10")).is(200);
        String path = "/internal/users/" + ada.id() + "/own-data";

        var data = api.internal("history-service", HttpMethod.GET, path, null).is(200);

        assertThat(data.text("/user/email")).isEqualTo(ada.username() + "@example.org");
        assertThat(data.text("/profile/bio")).isEqualTo("mathematician");
        assertThat(data.text("/profile/birthDate")).isEqualTo("1990-12-10");
        assertThat(data.json().toString()).doesNotContain("assword");
        api.internal("queuing-service", HttpMethod.GET, path, null).is(403);
        api.internal("history-service", HttpMethod.GET, "/internal/users/" + UUID.randomUUID() + "/own-data", null)
                .is(404, "USER_NOT_FOUND");
    }

    @Test
    void manyAtOnceAreThoseThatAreThere() {
        Person ada = api.signUp();
        Person bob = api.signUp();

        var found = api.internal(
                        "queuing-service",
                        HttpMethod.POST,
                        "/internal/users/batch",
                        Map.of("ids", List.of(ada.id(), bob.id(), UUID.randomUUID(), ada.id())))
                .is(200);

        assertThat(found.json().path("items"))
                .extracting(item -> item.path("id").asString())
                .containsExactlyInAnyOrder(ada.id().toString(), bob.id().toString());
    }

    @Test
    void aBatchHasALimit() {
        for (Object body : List.of(
                Map.of(),
                Map.of("ids", Collections.nCopies(1001, UUID.randomUUID())),
                Map.of("ids", List.of("x")),
                Map.of("ids", Collections.singletonList(null)))) {
            api.internal("queuing-service", HttpMethod.POST, "/internal/users/batch", body)
                    .is(400, "VALIDATION_FAILED");
        }
    }
}
