package io.realtimeconnect.user.account;

import io.realtimeconnect.perf.session.Role;
import io.realtimeconnect.perf.web.Ids;
import io.realtimeconnect.user.mail.Emails;
import io.realtimeconnect.user.profile.Profiles;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.springframework.stereotype.Service;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Signing up: account, profile and session, all or nothing. */
@Service
class Registration {

    private final AccountTable accounts;
    private final Profiles profiles;
    private final Passwords passwords;
    private final SignIn signIn;
    private final Emails emails;
    private final AdminProperties admin;
    private final TransactionalOperator transaction;
    private final Clock clock;

    Registration(
            AccountTable accounts,
            Profiles profiles,
            Passwords passwords,
            SignIn signIn,
            Emails emails,
            AdminProperties admin,
            TransactionalOperator transaction,
            Clock clock) {
        this.accounts = accounts;
        this.profiles = profiles;
        this.passwords = passwords;
        this.signIn = signIn;
        this.emails = emails;
        this.admin = admin;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** The session is made before the commit, so that a name is not lost to somebody whom Redis could not let in. */
    Mono<SignIn.SignedIn> register(RegisterRequest request, Client client) {
        if (admin.reserves(request.username())) {
            return Mono.error(new UsernameTaken());
        }
        return accounts.mustBeFree(request.username(), request.email())
                .then(Mono.defer(() -> passwords.hash(request.password())))
                .map(hash -> new Account(
                        Ids.next(),
                        request.username(),
                        request.email(),
                        hash,
                        Set.of(Role.USER),
                        1,
                        clock.instant().truncatedTo(ChronoUnit.MILLIS)))
                .flatMap(account -> accounts.insert(account)
                        .then(Mono.defer(() -> profiles.create(
                                account.id(), account.username(), displayName(request), account.createdAt())))
                        .then(Mono.defer(() -> emails.welcome(account.id(), account.email(), account.username())))
                        .then(Mono.defer(() -> signIn.admit(account, client)))
                        .as(transaction::transactional)
                        .onErrorResume(e -> signIn.withdraw(account.id()).then(Mono.error(e))))
                .delayUntil(signedIn -> signIn.remember(signedIn, client));
    }

    private static String displayName(RegisterRequest request) {
        return request.displayName() == null
                ? request.username()
                : request.displayName().strip();
    }
}
