package io.realtimeconnect.user.session;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** The table {@code user_day}: users in figures, day by day in UTC. It outlives the rows that it was made of. */
@Repository
class UserDays {

    private final DatabaseClient database;

    UserDays(DatabaseClient database) {
        this.database = database;
    }

    /** Makes a day's row from what is known, again if need be. */
    Mono<Void> compute(LocalDate day, Instant now) {
        return database.sql("""
                        INSERT INTO user_day (day, registrations, logins, active_users, mean_seconds, computed_at)
                        SELECT :day,
                               (SELECT count(*) FROM account WHERE created_at >= :begin AND created_at < :end),
                               count(*) FILTER (WHERE started_at >= :begin AND started_at < :end),
                               count(DISTINCT user_id),
                               extract(epoch FROM avg(coalesce(ended_at, :now) - started_at)
                                   FILTER (WHERE started_at >= :begin AND started_at < :end))::float8,
                               :now
                        FROM session_history
                        WHERE started_at < :end AND coalesce(ended_at, active_at) >= :begin
                        ON CONFLICT (day) DO UPDATE SET registrations = excluded.registrations, logins = excluded.logins,
                            active_users = excluded.active_users, mean_seconds = excluded.mean_seconds, computed_at = excluded.computed_at""")
                .bind("day", day)
                .bind("begin", day.atStartOfDay().toInstant(ZoneOffset.UTC))
                .bind("end", day.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC))
                .bind("now", now)
                .then();
    }

    /** Newest first. */
    Mono<List<SessionFigures.Day>> latest(int days) {
        return database.sql("""
                        SELECT day, registrations, logins, active_users, mean_seconds FROM user_day ORDER BY day DESC LIMIT :days""")
                .bind("days", days)
                .map(row -> new SessionFigures.Day(
                        row.get("day", LocalDate.class),
                        row.get("registrations", Long.class),
                        row.get("logins", Long.class),
                        row.get("active_users", Long.class),
                        row.get("mean_seconds", Double.class)))
                .all()
                .collectList();
    }
}
