package io.realtimeconnect.user.session;

import io.r2dbc.postgresql.codec.PostgresqlObjectId;
import io.r2dbc.spi.Parameters;
import io.realtimeconnect.perf.session.Revocation;
import io.realtimeconnect.perf.web.Ids;
import java.time.Instant;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The append-only table {@code revocation}: which sessions ended before their time, whatever Redis remembers. */
@Repository
class RevocationTable {

    private final DatabaseClient database;

    RevocationTable(DatabaseClient database) {
        this.database = database;
    }

    Mono<Void> append(Revocation revocation, Instant at) {
        return database.sql("""
                        INSERT INTO revocation (id, user_id, handle, except_handle, at)
                        VALUES (:id, :user, :handle, :except, :at)""")
                .bind("id", Ids.next())
                .bind("user", revocation.userId())
                .bind("handle", Parameters.in(PostgresqlObjectId.TEXT, revocation.handle()))
                .bind("except", Parameters.in(PostgresqlObjectId.TEXT, revocation.except()))
                .bind("at", at)
                .then();
    }

    /** By user. */
    Flux<Entry> since(Instant from) {
        return database.sql(
                        "SELECT user_id, handle, except_handle, at FROM revocation WHERE at >= :from ORDER BY user_id, at")
                .bind("from", from)
                .map((row, meta) -> new Entry(
                        new Revocation(
                                row.get("user_id", UUID.class),
                                row.get("handle", String.class),
                                row.get("except_handle", String.class)),
                        row.get("at", Instant.class)))
                .all();
    }

    /** Drops what is older than a day and than {@code before}; how many rows. */
    Mono<Long> forget(Instant before) {
        return database.sql("SELECT forget_revocations(:before)")
                .bind("before", before)
                .mapValue(Long.class)
                .one();
    }

    record Entry(Revocation revocation, Instant at) {}
}
