package io.realtimeconnect.user.account;

import io.realtimeconnect.perf.access.CurrentUser;
import io.realtimeconnect.user.mail.Emails;
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
    private final Emails emails;
    private final TransactionalOperator transaction;

    PasswordChange(
            AccountTable accounts,
            Passwords passwords,
            Attempts attempts,
            SessionEnds ends,
            Emails emails,
            TransactionalOperator transaction) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.attempts = attempts;
        this.ends = ends;
        this.emails = emails;
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
                        .then(Mono.defer(() -> emails.passwordChanged(
                                user.id(), both.getT1().email(), both.getT1().username())))
                        .as(transaction::transactional))
                .then(Mono.defer(() -> ends.sweep(user.id(), user.sessionHandle())));
    }

    /** Another address, told to the one before; signals {@link EmailTaken}. */
    Mono<Void> changeEmail(UUID userId, String password, String email) {
        return proven(userId, password)
                .flatMap(account -> accounts.changeEmail(userId, email)
                        .then(Mono.defer(() -> account.email().equalsIgnoreCase(email)
                                ? Mono.empty()
                                : emails.emailChanged(userId, account.email(), account.username())))
                        .as(transaction::transactional));
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
