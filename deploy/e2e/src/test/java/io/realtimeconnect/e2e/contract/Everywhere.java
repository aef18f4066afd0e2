package io.realtimeconnect.e2e.contract;

import io.lettuce.core.RedisClient;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.realtimeconnect.e2e.SuiteUnderTest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Looks for a word in every row of every table, and in every key and value of Redis. */
final class Everywhere implements AutoCloseable {

    private static final String TABLES = """
            SELECT format('%I.%I', n.nspname, c.relname)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')""";

    private final Connection postgres;
    private final RedisClient client;
    private final StatefulRedisConnection<byte[], byte[]> redis;

    Everywhere(SuiteUnderTest suite) throws Exception {
        var status = suite.status();
        URI url = URI.create(status.path("postgres").path("url").asString());
        String[] account = url.getUserInfo().split(":", 2);
        this.postgres = DriverManager.getConnection(
                "jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath(), account[0], account[1]);
        this.client = RedisClient.create(status.path("redis").path("url").asString());
        this.redis = client.connect(ByteArrayCodec.INSTANCE);
    }

    /** Where the word is, in letters or in bytes. */
    List<String> find(String word) throws SQLException {
        List<String> found = new ArrayList<>();
        for (String table : strings(TABLES)) {
            String rows = "SELECT left(t::text, 300) FROM " + table + " t WHERE lower(t::text) LIKE '%" + lower(word)
                    + "%' OR t::text LIKE '%" + HexFormat.of().formatHex(word.getBytes(StandardCharsets.UTF_8)) + "%'";
            strings(rows).forEach(row -> found.add(table + ": " + row));
        }
        var commands = redis.sync();
        ScanIterator.scan(commands).forEachRemaining(key -> {
            byte[] dump = commands.dump(key);
            String name = text(key);
            if (lower(name).contains(lower(word))
                    || dump != null && lower(text(dump)).contains(lower(word))) {
                found.add("redis: " + name);
            }
        });
        return found;
    }

    private List<String> strings(String query) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Statement statement = postgres.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws SQLException {
        postgres.close();
        redis.close();
        client.shutdown();
    }
}
