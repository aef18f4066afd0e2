package io.realtimeconnect.queuing.match;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.realtimeconnect.perf.events.Outbox;
import io.realtimeconnect.perf.redis.RedisLinkProperties;
import io.realtimeconnect.perf.redis.RedisLinks;
import io.realtimeconnect.queuing.ticket.Bars;
import io.realtimeconnect.queuing.ticket.Intent;
import io.realtimeconnect.queuing.ticket.Leases;
import io.realtimeconnect.queuing.ticket.Ticket;
import io.realtimeconnect.queuing.ticket.TicketMeters;
import io.realtimeconnect.queuing.ticket.TicketProperties;
import io.realtimeconnect.queuing.ticket.Tickets;
import io.realtimeconnect.stores.PostgresSchema;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** One instance of the matching, without a web server around it; several can share a database. */
final class Instance implements AutoCloseable {

    final ConnectionPool pool;
    final DatabaseClient db;
    final LettuceConnectionFactory redis;
    private final RedisLinks links;
    final Tickets tickets;
    final Leases leases;
    final MatchTable table;
    final Matches matches;
    final Relay relay;
    final Matchmaker matchmaker;
    final Sweep sweep;
    final SanctionEvents sanctions;
    final UserEvents users;
    final SimpleMeterRegistry meters;
    final Clock clock;

    Instance(PostgresSchema schema, String redisUrl, Conversations conversations, Clock clock) {
        this.clock = clock;
        pool = new ConnectionPool(ConnectionPoolConfiguration.builder(
                        new PostgresqlConnectionFactory(PostgresqlConnectionConfiguration.builder()
                                .host(schema.host())
                                .port(schema.port())
                                .database(schema.database())
                                .username(schema.user())
                                .password(schema.password())
                                .build()))
                .initialSize(2)
                .maxSize(8)
                .maxAcquireTime(Duration.ofSeconds(20))
                .build());
        db = DatabaseClient.create(pool);
        redis = new LettuceConnectionFactory(LettuceConnectionFactory.createRedisConfiguration(redisUrl));
        redis.afterPropertiesSet();
        redis.start();
        links = new RedisLinks(redis, defaults("perf.redis", RedisLinkProperties.class), new SimpleMeterRegistry());
        TransactionalOperator transaction = TransactionalOperator.create(new R2dbcTransactionManager(pool));
        MatchProperties properties = defaults("rtc.queuing", MatchProperties.class);
        Outbox outbox = (topic, key, payload) -> Mono.empty();
        News news = new News(links);
        tickets = new Tickets(db);
        leases = new Leases(links, defaults("rtc.queuing", TicketProperties.class));
        table = new MatchTable(db);
        matches = new Matches(db);
        meters = new SimpleMeterRegistry();
        TicketMeters ticketMeters = new TicketMeters(meters);
        Bars bars = new Bars(db);
        relay = new Relay(
                table,
                tickets,
                conversations,
                outbox,
                news,
                new MatchMeters(meters, ticketMeters),
                transaction,
                properties,
                clock);
        matchmaker = new Matchmaker(tickets, leases, table, relay, transaction, properties, clock);
        sweep = new Sweep(tickets, matchmaker, relay, news, bars, ticketMeters, properties, clock);
        sanctions = new SanctionEvents(
                bars, tickets, ticketMeters, news, JsonMapper.builder().build(), clock);
        users = new UserEvents(db, tickets, bars);
    }

    private static <T> T defaults(String prefix, Class<T> type) {
        return new Binder(new MapConfigurationPropertySource()).bindOrCreate(prefix, type);
    }

    /** Joins and looks for a partner; false when the user could not join. */
    Mono<Boolean> join(UUID userId, String... interests) {
        return open(userId, interests)
                .flatMap(opened -> matchmaker
                        .match(Intent.CASUAL)
                        .flatMap(round -> round.settled(userId))
                        .thenReturn(opened));
    }

    Mono<Boolean> open(UUID userId, String... interests) {
        return Mono.defer(() -> tickets.open(
                new Ticket(
                        UUID.randomUUID(),
                        userId,
                        "user " + userId,
                        Intent.CASUAL,
                        Set.of(interests),
                        Set.of(),
                        Ticket.State.WAITING,
                        clock.instant(),
                        clock.instant().plus(Duration.ofMinutes(5)),
                        null),
                1_000));
    }

    long count(String sql) {
        return db.sql(sql).map((row, meta) -> row.get(0, Long.class)).one().block();
    }

    @Override
    public void close() {
        pool.disposeLater().block();
        links.close();
        redis.destroy();
    }
}
