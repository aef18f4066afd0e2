package io.realtimeconnect.stores;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A PostgreSQL that answers, seen by its administrator. */
public record PostgresStore(String host, int port, String database, String user, String password) {

    /**
     * @param url as in {@code DATABASE_URL}: {@code postgres[ql]://user:password@host[:port]/database}, also with a
     *     {@code jdbc:} or {@code r2dbc:} in front
     * @throws IllegalArgumentException without user, host or database
     */
    public static PostgresStore of(String url) {
        var uri = URI.create(url.replaceFirst("^(jdbc|r2dbc):", ""));
        var userInfo = uri.getRawUserInfo();
        var path = uri.getPath();
        if (userInfo == null || uri.getHost() == null || path == null || path.length() < 2) {
            throw new IllegalArgumentException("DATABASE_URL must read postgres://user:password@host:port/database");
        }
        var words = userInfo.split(":", 2);
        return new PostgresStore(
                uri.getHost(),
                uri.getPort() < 0 ? 5432 : uri.getPort(),
                path.substring(1),
                decoded(words[0]),
                words.length > 1 ? decoded(words[1]) : "");
    }

    /** The administrator's connection; the caller closes it. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://" + host + ":" + port + "/" + database, user, password);
    }

    /** The same server and administrator, another database. */
    public PostgresStore database(String name) {
        return new PostgresStore(host, port, name, user, password);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "PostgresStore[" + user + " at " + host + ":" + port + "/" + database + "]";
    }
}
