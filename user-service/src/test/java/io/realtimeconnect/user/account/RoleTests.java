package io.realtimeconnect.user.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.user.Api;
import io.realtimeconnect.user.Api.Person;
import io.realtimeconnect.user.UserServiceTest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@UserServiceTest
class RoleTests {

    @Autowired
    Api api;

    @Test
    void newRolesCountFromTheNextLogin() {
        Person ada = api.signUp();

        var answer =
                set(ada.id().toString(), List.of("MODERATOR", "USER", "USER")).is(200);

        assertThat(answer.json().path("roles")).extracting(JsonNode::asString).containsExactly("USER", "MODERATOR");
        assertThat(answer.json().has("email")).isFalse();
        ada.get("/api/v1/auth/me").is(401, "UNAUTHENTICATED");
        assertThat(api.login(ada.username(), ada.password()).is(200).json().at("/user/roles"))
                .extracting(JsonNode::asString)
                .containsExactly("USER", "MODERATOR");
    }

    @Test
    void whatAreNoRolesIsRefused() {
        String id = api.signUp().id().toString();

        set(id, List.of()).is(400, "VALIDATION_FAILED");
        set(id, List.of("KING")).is(400, "VALIDATION_FAILED");
        set(id, List.of(1)).is(400, "VALIDATION_FAILED");
        set(id, Arrays.asList("USER", null)).is(400, "VALIDATION_FAILED");
        set(id, "ADMIN").is(400, "VALIDATION_FAILED");
        set(UUID.randomUUID().toString(), List.of("USER")).is(404, "USER_NOT_FOUND");
        set("nobody", List.of("USER")).is(404, "NOT_FOUND");
    }

    private Api.Answer set(String id, Object roles) {
        return api.put("/api/v1/admin/users/" + id + "/roles", Map.of("roles", roles), api.rootToken());
    }
}
