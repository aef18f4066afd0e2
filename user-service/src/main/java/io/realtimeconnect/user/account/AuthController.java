package io.realtimeconnect.user.account;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.access.CurrentUser;
import io.realtimeconnect.perf.access.SessionCookies;
import io.realtimeconnect.user.profile.ProfileView;
import io.realtimeconnect.user.profile.Profiles;
import io.realtimeconnect.user.profile.UserNotFound;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.time.Clock;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping("/api/v1/auth")
@Tag(name = "Authentication")
class AuthController {

    private final Registration registration;
    private final SignIn signIn;
    private final SessionCookies cookies;
    private final AccountTable accounts;
    private final Profiles profiles;
    private final Clock clock;

    AuthController(
            Registration registration,
            SignIn signIn,
            SessionCookies cookies,
            AccountTable accounts,
            Profiles profiles,
            Clock clock) {
        this.registration = registration;
        this.signIn = signIn;
        this.cookies = cookies;
        this.accounts = accounts;
        this.profiles = profiles;
        this.clock = clock;
    }

    @PostMapping("/register")
    @ResponseStatus(HttpStatus.CREATED)
    @Access(Access.Level.ANYONE)
    @Operation(operationId = "register", summary = "Makes an account and logs in")
    Mono<SignIn.Body> register(@Valid @RequestBody RegisterRequest request, ServerWebExchange exchange) {
        return registration
                .register(request, Client.of(exchange.getRequest(), null))
                .map(signedIn -> answer(signedIn, exchange));
    }

    @PostMapping("/login")
    @Access(Access.Level.ANYONE)
    @Operation(operationId = "login", summary = "Logs in with username or e-mail address")
    Mono<SignIn.Body> login(@Valid @RequestBody LoginRequest request, ServerWebExchange exchange) {
        return signIn.login(request, Client.of(exchange.getRequest(), request.deviceName()))
                .map(signedIn -> answer(signedIn, exchange));
    }

    @GetMapping("/me")
    @Access(Access.Level.SESSION)
    @Operation(operationId = "me", summary = "Account and profile of whoever asks")
    Mono<Me> me(CurrentUser user) {
        return Mono.zip(accounts.find(user.id()), profiles.find(user.id()))
                .map(both -> new Me(both.getT1().view(), both.getT2().view(clock.instant())))
                .switchIfEmpty(Mono.error(UserNotFound::new));
    }

    private SignIn.Body answer(SignIn.SignedIn signedIn, ServerWebExchange exchange) {
        cookies.issue(exchange, signedIn.admitted().token());
        return signedIn.body();
    }

    /** Who one is. */
    record Me(UserView user, ProfileView profile) {}
}
