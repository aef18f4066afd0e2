package io.realtimeconnect.moderation.screening;

import static org.awaitility.Awaitility.await;

import io.realtimeconnect.moderation.Instance;
import io.realtimeconnect.stores.PostgresSchema;
import io.realtimeconnect.stores.RedisServer;
import io.realtimeconnect.stores.Stores;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;

/** Two instances whose Redis dies. Nobody else has it: caches do not use it again the moment it is back. */
class RulesWithoutRedisTest {

    @Test
    void aChangeIsInForceAllTheSame() {
        PostgresSchema schema = Stores.freshSchema("moderation");
        try (RedisServer redis = Stores.privateRedis();
                Instance one = new Instance(schema, redis.store().url(), Map.of());
                Instance other = new Instance(schema, redis.store().url(), Map.of())) {
            LiveRules rules = one.bean(LiveRules.class);
            LiveRules others = other.bean(LiveRules.class);
            await().until(() -> rules.isLoaded() && others.isLoaded());

            redis.kill();
            DatabaseClient db = one.bean(DatabaseClient.class);
            db.sql("UPDATE rule_revision SET revision = revision + 1").then().block();
            long revision = db.sql("SELECT revision FROM rule_revision")
                    .mapValue(Long.class)
                    .one()
                    .block();

            await().until(() -> rules.revision() == revision && others.revision() == revision);
        }
    }
}
