package io.realtimeconnect.user.block;

import io.r2dbc.postgresql.codec.PostgresqlObjectId;
import io.r2dbc.spi.Parameters;
import io.realtimeconnect.perf.web.Ids;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The table {@code block}. */
@Repository
class BlockTable {

    private final DatabaseClient database;

    BlockTable(DatabaseClient database) {
        this.database = database;
    }

    /** False when the block is there already; a user that is not there violates a foreign key. */
    Mono<Boolean> insert(UUID blocker, UUID blocked, Instant now) {
        return database.sql("""
                        INSERT INTO block (blocker_id, blocked_id, id, created_at)
                        VALUES (:blocker, :blocked, :id, :now) ON CONFLICT DO NOTHING""")
                .bind("blocker", blocker)
                .bind("blocked", blocked)
                .bind("id", Ids.next())
                .bind("now", now)
                .fetch()
                .rowsUpdated()
                .map(rows -> rows > 0);
    }

    Mono<Boolean> delete(UUID blocker, UUID blocked) {
        return database.sql("DELETE FROM block WHERE blocker_id = :blocker AND blocked_id = :blocked")
                .bind("blocker", blocker)
                .bind("blocked", blocked)
                .fetch()
                .rowsUpdated()
                .map(rows -> rows > 0);
    }

    /** Latest first. */
    Flux<Row> page(UUID blocker, @Nullable UUID before, int limit) {
        return database.sql("""
                        SELECT b.id, b.blocked_id, p.display_name, b.created_at
                        FROM block b JOIN profile p ON p.user_id = b.blocked_id
                        WHERE b.blocker_id = :blocker AND (:before::uuid IS NULL OR b.id < :before)
                        ORDER BY b.id DESC LIMIT :limit""")
                .bind("blocker", blocker)
                .bind("before", Parameters.in(PostgresqlObjectId.UUID, before))
                .bind("limit", limit)
                .map(row -> new Row(
                        row.get("id", UUID.class),
                        new BlockView(
                                row.get("blocked_id", UUID.class),
                                row.get("display_name", String.class),
                                row.get("created_at", Instant.class))))
                .all();
    }

    Mono<BlocksOfUser> around(UUID userId) {
        return database.sql("""
                        SELECT array(SELECT blocked_id FROM block WHERE blocker_id = :user) AS blocked,
                               array(SELECT blocker_id FROM block WHERE blocked_id = :user) AS blocked_by""")
                .bind("user", userId)
                .map(row -> new BlocksOfUser(
                        List.of(row.get("blocked", UUID[].class)), List.of(row.get("blocked_by", UUID[].class))))
                .one();
    }

    /** Which of the pairs are blocked, in either direction. */
    Flux<List<UUID>> blocked(List<UUID> ones, List<UUID> others) {
        return database.sql("""
                        SELECT DISTINCT p.one, p.other FROM unnest(:ones, :others) AS p (one, other)
                        WHERE EXISTS (SELECT FROM block b WHERE b.blocker_id = p.one AND b.blocked_id = p.other)
                           OR EXISTS (SELECT FROM block b WHERE b.blocker_id = p.other AND b.blocked_id = p.one)""")
                .bind("ones", ones.toArray(UUID[]::new))
                .bind("others", others.toArray(UUID[]::new))
                .map(row -> List.of(row.get("one", UUID.class), row.get("other", UUID.class)))
                .all();
    }

    record Row(UUID id, BlockView view) {}

    /** @param blockedBy who has blocked the user */
    record BlocksOfUser(List<UUID> blocked, List<UUID> blockedBy) {}
}
