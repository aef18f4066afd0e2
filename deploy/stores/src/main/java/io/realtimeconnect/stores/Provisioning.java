package io.realtimeconnect.stores;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Makes what a service finds in its database before its first migration: the extensions (in a schema of their own), its
 * schema, an owner role that migrates and a runtime role that may read and write but not change tables. Can be repeated;
 * passwords are set anew each time.
 */
public final class Provisioning {
    private static final List<String> EXTENSIONS = List.of("pg_trgm", "unaccent", "citext", "btree_gist");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,40}");

    private final PostgresStore administrator;

    /** Works in the administrator's database. */
    public Provisioning(PostgresStore administrator) {
        this.administrator = administrator;
    }

    /**
     * The extensions, usable by every role. {@code pg_stat_statements} is left out where the server does not allow it.
     *
     * @throws SQLException also when another extension is missing
     */
    public void extensions() throws SQLException {
        try (var connection = administrator.connect();
                var statement = connection.createStatement()) {
            // one at a time across processes: CREATE … IF NOT EXISTS races with itself
            statement.execute("SELECT pg_advisory_lock(hashtext('realtime-connect provisioning'))");
            statement.execute("CREATE SCHEMA IF NOT EXISTS extensions");
            statement.execute("GRANT USAGE ON SCHEMA extensions TO PUBLIC");
            for (var name : EXTENSIONS) {
                statement.execute("CREATE EXTENSION IF NOT EXISTS " + name + " SCHEMA extensions");
            }
            optional(statement, "CREATE EXTENSION IF NOT EXISTS pg_stat_statements SCHEMA extensions");
        }
    }

    /**
     * The schema and its two roles, {@code rtc_<schema>_owner} and {@code rtc_<schema>}.
     *
     * @param schema lower-case letters, digits and underscores
     * @throws SQLException when the administrator may not, or the server does not answer
     */
    public PostgresSchema schema(String schema, String ownerPassword, String password) throws SQLException {
        if (!NAME.matcher(schema).matches()) {
            throw new IllegalArgumentException("not a schema name: " + schema);
        }
        var owner = "rtc_" + schema + "_owner";
        var user = "rtc_" + schema;
        try (var connection = administrator.connect();
                var statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(hashtext('realtime-connect provisioning'))");
            role(connection, owner, ownerPassword, schema);
            role(connection, user, password, schema);
            // an administrator who is not a superuser may hand a schema only to a role that it belongs to
            optional(statement, "GRANT " + owner + " TO CURRENT_USER");
            statement.execute("CREATE SCHEMA IF NOT EXISTS " + schema + " AUTHORIZATION " + owner);
            statement.execute("GRANT USAGE ON SCHEMA " + schema + " TO " + user);
            var defaults = "ALTER DEFAULT PRIVILEGES FOR ROLE " + owner + " IN SCHEMA " + schema + " GRANT ";
            var maintain = connection.getMetaData().getDatabaseMajorVersion() >= 17 ? ", MAINTAIN" : "";
            statement.execute(defaults + "SELECT, INSERT, UPDATE, DELETE" + maintain + " ON TABLES TO " + user);
            statement.execute(defaults + "USAGE, SELECT ON SEQUENCES TO " + user);
            statement.execute(defaults + "EXECUTE ON FUNCTIONS TO " + user);
            optional(statement, "GRANT pg_read_all_stats TO " + user);
        }
        return new PostgresSchema(
                schema,
                administrator.host(),
                administrator.port(),
                administrator.database(),
                owner,
                ownerPassword,
                user,
                password);
    }

    private static void role(Connection connection, String name, String password, String schema) throws SQLException {
        boolean exists;
        try (var query = connection.prepareStatement("SELECT 1 FROM pg_roles WHERE rolname = ?")) {
            query.setString(1, name);
            exists = query.executeQuery().next();
        }
        try (var statement = connection.createStatement()) {
            var literal = statement.enquoteLiteral(password);
            statement.execute((exists ? "ALTER ROLE " : "CREATE ROLE ") + name + " LOGIN PASSWORD " + literal);
            statement.execute("ALTER ROLE " + name + " SET search_path = " + schema + ", extensions");
        }
    }

    /** Runs what a managed server may refuse; the suite works without. */
    private static void optional(Statement statement, String sql) throws SQLException {
        try {
            statement.execute(sql);
        } catch (SQLException refused) {
            var state = refused.getSQLState();
            if (state == null || state.startsWith("08")) {
                throw refused;
            }
        }
    }
}
