package io.realtimeconnect.user.account;

import io.realtimeconnect.perf.access.CurrentUser;
import io.realtimeconnect.user.profile.UserNotFound;
import io.realtimeconnect.user.session.SessionEnds;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** A new password, and the proof of the old one. */
@Service
class PasswordChange {

    private final AccountTable accounts;
    private final Passwords passwords;
    private final Attempts attempts;
    private final SessionEnds ends;
    private final TransactionalOperator transaction;

    PasswordChange(
            AccountTable accounts,
            Passwords passwords,
            Attempts attempts,
            SessionEnds ends,
            TransactionalOperator transaction) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.attempts = attempts;
        this.ends = ends;
        this.transaction = transaction;
    }

    /** Ends the other sessions: announced with the change, done after it. */
    Mono<Void> change(CurrentUser user, String present, String next) {
        return proven(user.id(), present)
                .zipWhen(account -> passwords.hash(next))
                .flatMap(both -> accounts.changePassword(both.getT1(), both.getT2())
                        .filter(Boolean::booleanValue)
                        .switchIfEmpty(Mono.error(WrongPassword::new))
                        .then(Mono.defer(() -> ends.announce(user.id(), user.sessionHandle())))
                        .as(transaction::transactional))
                .then(Mono.defer(() -> ends.sweep(user.id(), user.sessionHandle())));
    }

    /** The account, if the password is its own; signals {@link WrongPassword} or {@link TooManyAttempts} otherwise. */
    Mono<Account> proven(UUID userId, String password) {
        String who = "user:" + userId;
        return attempts.check(who, "")
                .then(Mono.defer(() -> accounts.find(userId)))
                .switchIfEmpty(Mono.error(UserNotFound::new))
                .flatMap(account -> passwords
                        .matches(password, account.passwordHash())
                        .flatMap(same -> same
                                ? attempts.check(who, "").thenReturn(account)
                                : attempts.fail(who, "").then(Mono.error(WrongPassword::new))));
    }
}
