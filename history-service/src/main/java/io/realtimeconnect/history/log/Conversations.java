package io.realtimeconnect.history.log;

import java.util.List;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** All conversations that a user ever took part in, in order of their ids, read page by page. */
final class Conversations {

    private static final UUID FIRST = new UUID(0, 0);

    private Conversations() {}

    static Flux<UUID> of(DatabaseClient db, UUID userId, int pageSize) {
        return page(db, userId, FIRST, pageSize)
                .expand(page ->
                        page.size() < pageSize ? Mono.empty() : page(db, userId, page.get(page.size() - 1), pageSize))
                .concatMapIterable(page -> page, 1);
    }

    private static Mono<List<UUID>> page(DatabaseClient db, UUID userId, UUID after, int size) {
        return db.sql("""
                        SELECT conversation_id FROM participant
                         WHERE user_id = $1 AND conversation_id > $2
                         ORDER BY conversation_id
                         LIMIT $3
                        """)
                .bind(0, userId)
                .bind(1, after)
                .bind(2, size)
                .map(row -> Rows.get(row, "conversation_id", UUID.class))
                .all()
                .collectList();
    }
}
