package io.realtimeconnect.user.account;

import io.realtimeconnect.perf.access.CurrentUser;
import io.realtimeconnect.perf.events.Outbox;
import io.realtimeconnect.user.mail.Emails;
import io.realtimeconnect.user.profile.Estrangement;
import io.realtimeconnect.user.profile.Profiles;
import io.realtimeconnect.user.session.KnownDevices;
import io.realtimeconnect.user.session.SessionEnds;
import io.realtimeconnect.user.session.SessionHistory;
import java.util.Map;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * The end of an account: of the account a bare id stays, of all else nothing; the other services learn it and do the same.
 *
 * <p>Erased here: name, address and password; profile; blocks both ways; sanctions; history of sessions and devices; e-mails that wait; names
 * in events that are still kept.
 */
@Service
class Erasure {

    private final PasswordChange passwords;
    private final AccountTable accounts;
    private final SanctionTable sanctions;
    private final Estrangement blocks;
    private final Profiles profiles;
    private final SessionEnds ends;
    private final SessionHistory history;
    private final KnownDevices devices;
    private final Emails emails;
    private final Outbox outbox;
    private final DatabaseClient database;
    private final TransactionalOperator transaction;

    Erasure(
            PasswordChange passwords,
            AccountTable accounts,
            SanctionTable sanctions,
            Estrangement blocks,
            Profiles profiles,
            SessionEnds ends,
            SessionHistory history,
            KnownDevices devices,
            Emails emails,
            Outbox outbox,
            DatabaseClient database,
            TransactionalOperator transaction) {
        this.passwords = passwords;
        this.accounts = accounts;
        this.sanctions = sanctions;
        this.blocks = blocks;
        this.profiles = profiles;
        this.ends = ends;
        this.history = history;
        this.devices = devices;
        this.emails = emails;
        this.outbox = outbox;
        this.database = database;
        this.transaction = transaction;
    }

    Mono<Void> erase(CurrentUser user, String password) {
        return passwords
                .proven(user.id(), password)
                .flatMap(account -> accounts.mustNotBeLastAdmin(account.id())
                        .then(Mono.defer(() -> accounts.erase(account)))
                        .filter(Boolean::booleanValue)
                        .switchIfEmpty(Mono.error(WrongPassword::new))
                        .then(Mono.defer(() -> eraseRest(account.id())))
                        .as(transaction::transactional))
                .then(Mono.defer(() -> profiles.forget(user.id())))
                .then(Mono.defer(() -> ends.sweep(user.id(), null)));
    }

    private Mono<Void> eraseRest(UUID userId) {
        return blocks.end(userId)
                .then(profiles.delete(userId))
                .then(sanctions.forget(userId))
                .then(history.forget(userId))
                .then(devices.forget(userId))
                .then(emails.forget(userId))
                .then(forgetNames(userId))
                .then(Mono.defer(() -> ends.announce(userId, null)))
                .then(Mono.defer(() -> outbox.append("user.deleted", userId.toString(), Map.of("userId", userId))));
    }

    /** Events are kept for a while; who has not read them yet will read of the erasure next. */
    private Mono<Void> forgetNames(UUID userId) {
        return database.sql("""
                        UPDATE outbox SET payload = jsonb_set(payload, '{displayName}', '""')
                        WHERE key = :user AND topic = 'profile.changed'""").bind("user", userId.toString()).then();
    }
}
