package io.realtimeconnect.user.account;

import static io.realtimeconnect.user.account.RegisterRequest.EMAIL;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.access.CurrentUser;
import io.realtimeconnect.perf.access.SessionCookies;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping("/api/v1/users/me")
@Access(Access.Level.SESSION)
@Tag(name = "Accounts")
class AccountController {

    private final PasswordChange passwords;
    private final Erasure erasure;
    private final SessionCookies cookies;

    AccountController(PasswordChange passwords, Erasure erasure, SessionCookies cookies) {
        this.passwords = passwords;
        this.erasure = erasure;
        this.cookies = cookies;
    }

    @PutMapping("/email")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(operationId = "changeEmail", summary = "Changes the e-mail address")
    Mono<Void> changeEmail(CurrentUser user, @Valid @RequestBody NewEmail request) {
        return passwords.changeEmail(user.id(), request.password(), request.email());
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            operationId = "deleteAccount",
            summary = "Deletes the account and, on every service, all that belongs to it")
    Mono<Void> delete(CurrentUser user, @Valid @RequestBody Goodbye request, ServerWebExchange exchange) {
        return erasure.erase(user, request.password()).then(Mono.fromRunnable(() -> cookies.clear(exchange)));
    }

    record NewEmail(
            @NotEmpty @Size(max = 128) String password,

            @NotNull @Size(max = 254) @Pattern(regexp = EMAIL, message = "must be an e-mail address")
            String email) {

        @Override
        public String toString() {
            return "NewEmail[]";
        }
    }

    record Goodbye(@NotEmpty @Size(max = 128) String password) {

        @Override
        public String toString() {
            return "Goodbye[]";
        }
    }
}
