package io.realtimeconnect.queuing.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.queuing.ticket.Ticket;
import io.realtimeconnect.stores.PostgresSchema;
import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

class WithoutRedisTest {

    @Test
    void matchingGoesOnAndClientsCountAsThere() {
        PostgresSchema schema = Stores.freshSchema("queuing");
        Flyway.configure()
                .dataSource(schema.jdbcUrl(), schema.owner(), schema.ownerPassword())
                .locations("classpath:db/migration")
                .load()
                .migrate();
        MovedClock clock = new MovedClock();
        String nobody = "redis://127.0.0.1:" + Stores.freePort();
        try (Instance instance = new Instance(schema, nobody, new FakeConversations(), clock)) {
            UUID ann = UUID.randomUUID();
            instance.open(ann).block();
            clock.move(Duration.ofSeconds(60));

            Duration took = instance.join(UUID.randomUUID())
                    .elapsed()
                    .map(timed -> Duration.ofMillis(timed.getT1()))
                    .block();

            assertThat(instance.matches.current(ann).block().state()).isEqualTo("open");
            assertThat(instance.tickets.of(ann).block().state()).isEqualTo(Ticket.State.TAKEN);
            assertThat(took).isLessThan(Duration.ofSeconds(4));
        }
    }
}
