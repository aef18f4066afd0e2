package io.realtimeconnect.stores;

/**
 * One schema in one database, with its two roles: the owner migrates, the runtime role reads and writes.
 *
 * @param name of the schema, first in both roles' search path
 */
public record PostgresSchema(
        String name,
        String host,
        int port,
        String database,
        String owner,
        String ownerPassword,
        String user,
        String password) {

    /** For {@code spring.r2dbc.url}; credentials apart. */
    public String r2dbcUrl() {
        return "r2dbc:postgresql://" + host + ":" + port + "/" + database;
    }

    /** For {@code spring.flyway.url}; credentials apart. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database;
    }

    @Override
    public String toString() {
        return "PostgresSchema[" + name + " as " + user + " at " + jdbcUrl() + "]";
    }
}
