package io.realtimeconnect.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresTests {
    @Test
    void theOwnerMakesTablesAndTheRuntimeRoleOnlyUsesThem() throws SQLException {
        var schema = Stores.freshSchema("users");
        execute(asOwner(schema), "CREATE TABLE account(id int generated always as identity, name citext)");

        execute(asUser(schema), "INSERT INTO account(name) VALUES ('Ada')");
        assertThat(one(asUser(schema), "SELECT count(*) FROM account WHERE name = 'ADA'"))
                .isEqualTo("1");
        execute(asUser(schema), "ANALYZE account");
        assertThatThrownBy(() -> execute(asUser(schema), "DROP TABLE account")).hasMessageContaining("must be owner");
        assertThatThrownBy(() -> execute(asUser(schema), "CREATE TABLE other(id int)"))
                .hasMessageContaining("permission denied");
    }

    @Test
    void oneServiceCannotReadTheTablesOfAnother() throws SQLException {
        var users = Stores.freshSchema("users");
        var history =
                new Provisioning(Stores.postgres().database(users.database())).schema("history", "owner", "runtime");
        execute(asOwner(users), "CREATE TABLE account(id int)");
        assertThatThrownBy(() -> one(asUser(history), "SELECT count(*) FROM users.account"))
                .hasMessageContaining("permission denied for schema users");
    }

    @Test
    void theExtensionsAreThereWithoutAPrefix() throws SQLException {
        var schema = Stores.freshSchema("users");
        assertThat(one(asUser(schema), "SELECT similarity('word', 'wort') > 0.3 AND unaccent('é') = 'e'"))
                .isEqualTo("t");
        assertThat(one(asUser(schema), "SELECT count(*) >= 0 FROM pg_stat_statements"))
                .isEqualTo("t");
    }

    @Test
    void aFreshSchemaIsEmptyAndASharedOneIsTheSame() {
        assertThat(Stores.freshSchema("users").database())
                .isNotEqualTo(Stores.freshSchema("users").database());
        assertThat(Stores.schema("users")).isEqualTo(Stores.schema("users"));
    }

    @Test
    void provisioningTwiceChangesNothingButThePassword() throws SQLException {
        var schema = Stores.freshSchema("queuing");
        execute(asOwner(schema), "CREATE TABLE ticket(id int)");
        var again = new Provisioning(Stores.postgres().database(schema.database()))
                .schema("queuing", schema.ownerPassword(), schema.password());
        assertThat(one(asUser(again), "SELECT count(*) FROM ticket")).isEqualTo("0");
    }

    @Test
    void anAdministratorWhoIsNoSuperuserIsEnough() throws SQLException {
        try (var server = Stores.privatePostgres()) {
            var superuser = server.store();
            execute(superuser.connect(), "CREATE ROLE manager LOGIN CREATEROLE PASSWORD 'secret'");
            execute(superuser.connect(), "CREATE DATABASE managed OWNER manager");
            var manager = new PostgresStore(superuser.host(), superuser.port(), "managed", "manager", "secret");
            for (int time = 0; time < 2; time++) {
                var provisioning = new Provisioning(manager);
                provisioning.extensions();
                var users = provisioning.schema("users", "owner", "runtime");
                execute(asOwner(users), "CREATE TABLE IF NOT EXISTS account(name citext)");
                execute(asUser(users), "INSERT INTO account VALUES ('Ada')");
            }
        }
    }

    @Test
    void aPrivateServerCanBeKilledAndComesBackOnItsPortWithItsData() throws SQLException {
        try (var server = Stores.privatePostgres()) {
            execute(server.store().connect(), "CREATE TABLE kept(id int)");
            server.kill();
            assertThatThrownBy(() -> server.store().connect()).isInstanceOf(SQLException.class);
            server.start();
            assertThat(one(server.store().connect(), "SELECT count(*) FROM kept"))
                    .isEqualTo("0");
        }
    }

    @Test
    void aFrozenServerAnswersNothingUntilItGoesOn() throws Exception {
        try (var server = Stores.privatePostgres();
                var connection = server.store().connect()) {
            server.pause();
            var answer = CompletableFuture.supplyAsync(() -> isValid(connection));
            assertThatThrownBy(() -> answer.get(300, TimeUnit.MILLISECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            server.resume();
            assertThat(answer.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void theDurableServerSyncsAndAsksForPasswords(@TempDir Path folder) throws SQLException {
        var binaries = Path.of(System.getProperty("java.io.tmpdir"))
                .resolve("realtime-connect-bin-" + System.getProperty("user.name"));
        try (var server = PostgresServer.durable(
                        binaries,
                        folder.resolve("data"),
                        folder.resolve("log"),
                        folder.resolve("pid"),
                        Stores.freePort(),
                        "secret")
                .start()) {
            assertThat(one(server.store().connect(), "SHOW fsync")).isEqualTo("on");
            assertThat(one(server.store().connect(), "SHOW synchronous_commit")).isEqualTo("on");
            var store = server.store();
            assertThatThrownBy(() ->
                            new PostgresStore(store.host(), store.port(), "postgres", "postgres", "guess").connect())
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void anAdministratorsUrlIsReadInEveryCommonSpelling() {
        var expected = new PostgresStore("db", 5432, "rtc", "admin", "p@ss+word");
        assertThat(PostgresStore.of("postgres://admin:p%40ss+word@db/rtc")).isEqualTo(expected);
        assertThat(PostgresStore.of("postgresql://admin:p%40ss+word@db:5432/rtc"))
                .isEqualTo(expected);
        assertThat(PostgresStore.of("jdbc:postgresql://admin:p%40ss+word@db/rtc"))
                .isEqualTo(expected);
        assertThat(PostgresStore.of("r2dbc:postgresql://admin:p%40ss+word@db/rtc"))
                .isEqualTo(expected);
        assertThatThrownBy(() -> PostgresStore.of("postgres://db")).isInstanceOf(IllegalArgumentException.class);
        assertThat(expected.toString()).doesNotContain("p@ss");
    }

    private static boolean isValid(Connection connection) {
        try {
            return connection.isValid(20);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Connection asOwner(PostgresSchema schema) throws SQLException {
        return DriverManager.getConnection(schema.jdbcUrl(), schema.owner(), schema.ownerPassword());
    }

    private static Connection asUser(PostgresSchema schema) throws SQLException {
        return DriverManager.getConnection(schema.jdbcUrl(), schema.user(), schema.password());
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (connection;
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String one(Connection connection, String sql) throws SQLException {
        try (connection;
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
