package io.realtimeconnect.local;

import io.realtimeconnect.stores.PostgresSchema;
import io.realtimeconnect.stores.PostgresServer;
import io.realtimeconnect.stores.PostgresStore;
import io.realtimeconnect.stores.Provisioning;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes the database what the services expect: the extensions, and per service a schema and two roles. */
final class Databases {
    static final String OWN = "realtime_connect";

    private Databases() {}

    /** The suite's database on its own server, made if absent. */
    static PostgresStore own(PostgresServer server) {
        try (var connection = server.store().connect();
                var statement = connection.createStatement()) {
            var known = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + OWN + "'");
            if (!known.next()) {
                statement.execute("CREATE DATABASE " + OWN);
            }
            return server.store().database(OWN);
        } catch (SQLException e) {
            throw new Refusal(
                    "PostgreSQL does not let us in: " + e.getMessage()
                            + " (were the secrets removed but the data kept? ./connect down --wipe removes both)",
                    e);
        }
    }

    /** The server that {@code DATABASE_URL} names. */
    static PostgresStore external(String url) {
        try {
            return PostgresStore.of(url);
        } catch (IllegalArgumentException e) {
            throw new Refusal(String.valueOf(e.getMessage()), e);
        }
    }

    /** @throws Refusal when the administrator may not, or the server does not answer */
    static Map<String, PostgresSchema> provision(PostgresStore admin, List<Service> services, SuiteSecrets secrets) {
        var schemas = new TreeMap<String, PostgresSchema>();
        try {
            var provisioning = new Provisioning(admin);
            provisioning.extensions();
            for (var service : services) {
                var name = service.schema();
                if (!name.isEmpty()) {
                    schemas.put(name, provisioning.schema(name, secrets.owner(name), secrets.runtime(name)));
                }
            }
            return schemas;
        } catch (SQLException e) {
            throw new Refusal("cannot make roles and schemas at " + admin + ": " + e.getMessage(), e);
        }
    }

    /** The administrator's own way in, password included. */
    static String url(PostgresStore admin) {
        return "postgresql://%s:%s@%s:%d/%s"
                .formatted(
                        URLEncoder.encode(admin.user(), StandardCharsets.UTF_8),
                        URLEncoder.encode(admin.password(), StandardCharsets.UTF_8)
                                .replace("+", "%20"),
                        admin.host(),
                        admin.port(),
                        admin.database());
    }
}
