package io.realtimeconnect.perf.cache;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A truth that outlives processes, with a log of its stores. */
final class RowsInRedis implements CacheSource<Long>, AutoCloseable {

    private final String cache;
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;

    RowsInRedis(String cache, String url) {
        this.cache = cache;
        this.client = RedisClient.create(url);
        this.connection = client.connect();
    }

    @Override
    public String cache() {
        return cache;
    }

    @Override
    public Mono<Map<String, Long>> loadAll(Collection<String> keys) {
        return connection
                .reactive()
                .hmget("rows:" + cache, keys.toArray(String[]::new))
                .collect(LinkedHashMap::new, (found, row) -> {
                    if (row.hasValue()) {
                        found.put(row.getKey(), Long.valueOf(row.getValue()));
                    }
                });
    }

    @Override
    public Mono<Void> storeAll(List<CacheChange<Long>> changes) {
        return Flux.fromIterable(changes)
                .concatMap(change -> connection
                        .reactive()
                        .rpush("log:" + cache, change.key() + " " + change.value())
                        .then(connection
                                .reactive()
                                .hset("rows:" + cache, change.key(), String.valueOf(change.value()))))
                .then();
    }

    Map<String, String> rows() {
        return connection.sync().hgetall("rows:" + cache);
    }

    /** {@code key value}, in the order of the stores. */
    List<String> log() {
        return connection.sync().lrange("log:" + cache, 0, -1);
    }

    @Override
    public void close() {
        connection.close();
        client.shutdownAsync();
    }
}
