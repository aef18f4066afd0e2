package io.realtimeconnect.user.account;

import static io.realtimeconnect.user.account.RegisterRequest.CONTROL;
import static io.realtimeconnect.user.account.RegisterRequest.LINE;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.access.CurrentUser;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
@Access(Access.Level.SESSION)
@Tag(name = "Accounts")
class PasswordController {

    private final PasswordChange passwords;

    PasswordController(PasswordChange passwords) {
        this.passwords = passwords;
    }

    @PutMapping("/api/v1/users/me/password")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(operationId = "changePassword", summary = "Changes the password and ends the other sessions")
    Mono<Void> change(CurrentUser user, @Valid @RequestBody NewPassword request) {
        return passwords.change(user, request.current(), request.next());
    }

    record NewPassword(
            @NotEmpty @Size(max = 128) String current,

            @JsonProperty("new") @NotNull @Size(min = 8, max = 128) @Pattern(regexp = LINE, message = CONTROL)
            String next) {

        @Override
        public String toString() {
            return "NewPassword[]";
        }
    }
}
