package io.realtimeconnect.user.account;

import io.realtimeconnect.perf.session.Admitted;
import io.realtimeconnect.perf.session.Login;
import io.realtimeconnect.perf.session.Sessions;
import io.realtimeconnect.user.mail.Emails;
import io.realtimeconnect.user.session.KnownDevices;
import io.realtimeconnect.user.session.SessionHistory;
import io.realtimeconnect.user.session.SessionView;
import java.time.Clock;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Letting in whoever knows the password. */
@Service
class SignIn {

    private static final Logger log = LoggerFactory.getLogger(SignIn.class);

    private final AccountTable accounts;
    private final SanctionTable sanctions;
    private final Passwords passwords;
    private final Attempts attempts;
    private final Sessions sessions;
    private final SessionHistory history;
    private final KnownDevices devices;
    private final Emails emails;
    private final AppealTokens appeals;
    private final Clock clock;

    SignIn(
            AccountTable accounts,
            SanctionTable sanctions,
            Passwords passwords,
            Attempts attempts,
            Sessions sessions,
            SessionHistory history,
            KnownDevices devices,
            Emails emails,
            AppealTokens appeals,
            Clock clock) {
        this.accounts = accounts;
        this.sanctions = sanctions;
        this.passwords = passwords;
        this.attempts = attempts;
        this.sessions = sessions;
        this.history = history;
        this.devices = devices;
        this.emails = emails;
        this.appeals = appeals;
        this.clock = clock;
    }

    Mono<SignedIn> login(LoginRequest request, Client client) {
        return attempts.check(request.login(), client.address())
                .then(Mono.defer(() -> verified(request, client)))
                .flatMap(account -> sanctions
                        .barring(account.id(), clock.instant())
                        .flatMap(sanction -> Mono.<Account>error(
                                new AccountSuspended(sanction, appeals.token(account.id(), sanction.actionId()))))
                        .defaultIfEmpty(account))
                .flatMap(account -> renewed(account, request.password()))
                .flatMap(account -> admit(account, client).flatMap(admitted -> confirmed(account, admitted)))
                .delayUntil(signedIn -> remember(signedIn, client));
    }

    /** A session for an account that has proven itself. */
    Mono<SignedIn> admit(Account account, Client client) {
        return sessions.admit(new Login(
                        account.id(), account.username(), account.roles(), client.deviceName(), client.address()))
                .map(admitted -> new SignedIn(account, admitted));
    }

    /** For figures, and to tell of a device that was never seen: a login does not fail for it. */
    Mono<Void> remember(SignedIn signedIn, Client client) {
        return history.started(signedIn.admitted(), client.kind())
                .then(Mono.defer(() -> greet(signedIn.account(), client)))
                .onErrorResume(e -> {
                    log.atWarn().addKeyValue("cause", e.toString()).log("session.history.missed");
                    return Mono.empty();
                });
    }

    private Mono<Void> greet(Account account, Client client) {
        String device = client.deviceName() == null ? "an unknown device" : client.deviceName();
        return devices.isAnother(account.id(), client.kind(), client.deviceName(), clock.instant())
                .filter(Boolean::booleanValue)
                .flatMap(another ->
                        emails.newDevice(account.id(), account.email(), account.username(), device, client.address()));
    }

    /** Takes back the sessions of an account whose making failed. */
    Mono<Void> withdraw(UUID userId) {
        return sessions.revokeAll(userId, null).onErrorReturn(0L).then();
    }

    private Mono<Account> verified(LoginRequest request, Client client) {
        return accounts.findByLogin(request.login())
                .flatMap(account -> passwords
                        .matches(request.password(), account.passwordHash())
                        .filter(Boolean::booleanValue)
                        .map(same -> account)
                        .switchIfEmpty(refused(request, client)))
                .switchIfEmpty(Mono.defer(
                        () -> passwords.matches(request.password(), null).then(refused(request, client))))
                .flatMap(account ->
                        attempts.check(request.login(), client.address()).thenReturn(account));
    }

    private Mono<Account> refused(LoginRequest request, Client client) {
        return Mono.defer(() -> attempts.fail(request.login(), client.address()))
                .then(Mono.error(InvalidCredentials::new));
    }

    private Mono<Account> renewed(Account account, String password) {
        return passwords.isOutdated(account.passwordHash())
                ? passwords
                        .hash(password)
                        .flatMap(hash -> accounts.rehash(account, hash))
                        .thenReturn(account)
                : Mono.just(account);
    }

    /** A password or role that changed between look-up and admission would leave a session that nobody ends: it is taken back here. */
    private Mono<SignedIn> confirmed(Account account, SignedIn signedIn) {
        return accounts.isUnchanged(account)
                .flatMap(same -> same
                        ? Mono.just(signedIn)
                        : sessions.revoke(
                                        account.id(),
                                        signedIn.admitted().session().handle())
                                .then(Mono.error(InvalidCredentials::new)));
    }

    /** Somebody who is in. */
    record SignedIn(Account account, Admitted admitted) {

        Body body() {
            String handle = admitted.session().handle();
            return new Body(account.view(), SessionView.of(admitted.session(), handle));
        }
    }

    /** What the client is told. */
    record Body(UserView user, SessionView session) {}
}
