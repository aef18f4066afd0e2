package io.realtimeconnect.user.account;

import io.realtimeconnect.perf.events.Event;
import io.realtimeconnect.perf.events.EventHandler;
import io.realtimeconnect.user.mail.Emails;
import io.realtimeconnect.user.session.SessionEnds;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Follows what moderators do: keeps suspensions and bans for logins to see, and ends the sessions of whoever they hit.
 *
 * <p>The account's security version rises first. Its row is locked from then on, so a login that was let in before the sweep is swept, and
 * one that was let in after it waits for this transaction and finds the version changed.
 */
@Component
class SanctionEvents implements EventHandler {

    private static final Set<String> BARRING = Set.of("suspend", "ban");

    private final SanctionTable table;
    private final AccountTable accounts;
    private final SessionEnds ends;
    private final Emails emails;
    private final JsonMapper json;

    SanctionEvents(SanctionTable table, AccountTable accounts, SessionEnds ends, Emails emails, JsonMapper json) {
        this.table = table;
        this.accounts = accounts;
        this.ends = ends;
        this.emails = emails;
        this.json = json;
    }

    @Override
    public String source() {
        return "moderation-service";
    }

    @Override
    public Set<String> topics() {
        return Set.of("action.taken", "action.lifted", "action.reworded");
    }

    @Override
    public Mono<Void> handle(Event event) {
        Action action = read(event.payload());
        if (event.topic().equals("action.lifted")) {
            return table.lift(action, event.at());
        }
        if (event.topic().equals("action.reworded")) {
            return table.reword(action);
        }
        Mono<Boolean> written = table.insert(action);
        return BARRING.contains(action.kind())
                ? accounts.touch(action.userId())
                        .then(written)
                        .filter(Boolean::booleanValue)
                        .flatMap(fresh -> tell(action))
                        .then(Mono.defer(() -> ends.announce(action.userId(), null)))
                        .then(Mono.defer(() -> ends.sweep(action.userId(), null)))
                : written.then();
    }

    private Mono<Void> tell(Action action) {
        return accounts.find(action.userId())
                .flatMap(account -> emails.suspended(
                        account.id(), account.email(), account.username(), action.reason(), action.expiresAt()));
    }

    private Action read(JsonNode payload) {
        return json.treeToValue(payload, Action.class);
    }

    /** The part of a moderator's action that matters here. */
    record Action(
            UUID actionId,
            UUID userId,
            String kind,
            String reason,
            @Nullable Instant expiresAt) {}
}
