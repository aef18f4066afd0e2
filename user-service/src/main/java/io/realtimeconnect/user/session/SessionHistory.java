package io.realtimeconnect.user.session;

import io.realtimeconnect.perf.session.Admitted;
import io.realtimeconnect.perf.session.UserSession;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The table {@code session_history}: when sessions began and how they ended, for figures. Redis knows which are live. */
@Repository
public class SessionHistory {

    private final DatabaseClient database;
    private final UserDays days;

    SessionHistory(DatabaseClient database, UserDays days) {
        this.database = database;
        this.days = days;
    }

    /**
     * A login, and the ends it brought to others.
     *
     * @param device a kind, such as {@code mobile}
     */
    public Mono<Void> started(Admitted admitted, String device) {
        UserSession session = admitted.session();
        Mono<Void> evicted = admitted.evicted().isEmpty()
                ? Mono.empty()
                : end("handle = ANY(:handles)", "evicted", session.createdAt())
                        .bind("handles", admitted.evicted().toArray(String[]::new))
                        .then();
        return database.sql("""
                        INSERT INTO session_history (handle, user_id, device, started_at, checked_at, active_at)
                        VALUES (:handle, :user, :device, :at, :at, :at) ON CONFLICT (handle) DO NOTHING""")
                .bind("handle", session.handle())
                .bind("user", session.userId())
                .bind("device", device)
                .bind("at", session.createdAt())
                .then()
                .then(evicted);
    }

    /** Drops a user's rows. */
    public Mono<Void> forget(UUID userId) {
        return database.sql("DELETE FROM session_history WHERE user_id = :user")
                .bind("user", userId)
                .then();
    }

    Mono<Void> ended(UUID userId, String handle, Instant at) {
        return end("user_id = :user AND handle = :handle", "ended", at)
                .bind("user", userId)
                .bind("handle", handle)
                .then();
    }

    Mono<Void> allEnded(UUID userId, @Nullable String except, Instant at) {
        return end("user_id = :user AND handle <> :except AND started_at <= :at", "all-ended", at)
                .bind("user", userId)
                .bind("except", except == null ? "" : except)
                .then();
    }

    /** Users with open rows that nobody has looked for since then. */
    Flux<UUID> unchecked(Instant since, int most) {
        return database.sql("""
                        SELECT user_id FROM (SELECT user_id FROM session_history WHERE ended_at IS NULL AND checked_at < :since
                                             ORDER BY checked_at LIMIT :most) AS oldest GROUP BY user_id""")
                .bind("since", since)
                .bind("most", most)
                .mapValue(UUID.class)
                .all();
    }

    /** Notes which sessions of a user live, and ends the rows of the rest at their last known activity. */
    Mono<Void> checked(UUID userId, Collection<UserSession> live, Instant at) {
        return database.sql("""
                        UPDATE session_history h SET checked_at = :at, active_at = coalesce(l.active, h.active_at),
                            ended_at = CASE WHEN l.handle IS NULL THEN h.active_at END,
                            reason = CASE WHEN l.handle IS NULL THEN 'expired' END
                        FROM session_history o
                        LEFT JOIN unnest(:handles, :actives) AS l (handle, active) ON l.handle = o.handle
                        WHERE h.handle = o.handle AND o.user_id = :user AND o.ended_at IS NULL AND o.checked_at < :at""")
                .bind("at", at)
                .bind("user", userId)
                .bind("handles", live.stream().map(UserSession::handle).toArray(String[]::new))
                .bind("actives", live.stream().map(UserSession::lastActiveAt).toArray(Instant[]::new))
                .then();
    }

    Mono<Long> forgetBefore(Instant before) {
        return database.sql("DELETE FROM session_history WHERE ended_at < :before")
                .bind("before", before)
                .fetch()
                .rowsUpdated();
    }

    Mono<SessionFigures> figures(Instant now) {
        Mono<SessionFigures> totals = database.sql("""
                        SELECT count(*) FILTER (WHERE ended_at IS NULL) AS active,
                               count(DISTINCT user_id) FILTER (WHERE ended_at IS NULL) AS users,
                               extract(epoch FROM avg(coalesce(ended_at, :now) - started_at))::float8 AS mean,
                               extract(epoch FROM percentile_cont(0.95) WITHIN GROUP (ORDER BY coalesce(ended_at, :now) - started_at))::float8
                                   AS p95,
                               count(*) FILTER (WHERE reason = 'evicted' AND ended_at > :day) AS evictions
                        FROM session_history WHERE ended_at IS NULL OR ended_at > :week""")
                .bind("now", now)
                .bind("day", now.minus(Duration.ofDays(1)))
                .bind("week", now.minus(Duration.ofDays(7)))
                .map(row -> new SessionFigures(
                        row.get("active", Long.class),
                        row.get("users", Long.class),
                        row.get("mean", Double.class),
                        row.get("p95", Double.class),
                        row.get("evictions", Long.class),
                        List.of(),
                        List.of(),
                        List.of()))
                .one();
        return Mono.zip(totals, perHour(now), byDevice(), days.latest(30))
                .map(all -> all.getT1().with(all.getT2(), all.getT3(), all.getT4()));
    }

    private Mono<List<SessionFigures.Hour>> perHour(Instant now) {
        return database.sql("""
                        SELECT hour,
                               (SELECT count(*) FROM session_history WHERE started_at >= hour AND started_at < hour + interval '1 h') AS starts,
                               (SELECT count(*) FROM session_history WHERE ended_at >= hour AND ended_at < hour + interval '1 h') AS ends
                        FROM generate_series(date_trunc('hour', :now - interval '23 h', 'UTC'), :now, interval '1 h') AS hour ORDER BY hour""")
                .bind("now", now)
                .map(row -> new SessionFigures.Hour(
                        row.get("hour", Instant.class), row.get("starts", Long.class), row.get("ends", Long.class)))
                .all()
                .collectList();
    }

    private Mono<List<SessionFigures.Device>> byDevice() {
        return database.sql("""
                        SELECT device, count(*) AS sessions FROM session_history WHERE ended_at IS NULL
                        GROUP BY device ORDER BY sessions DESC, device""")
                .map(row -> new SessionFigures.Device(row.get("device", String.class), row.get("sessions", Long.class)))
                .all()
                .collectList();
    }

    private DatabaseClient.GenericExecuteSpec end(String which, String reason, Instant at) {
        return database.sql(
                        "UPDATE session_history SET ended_at = :at, active_at = :at, reason = :reason WHERE ended_at IS NULL AND "
                                + which)
                .bind("at", at)
                .bind("reason", reason);
    }
}
