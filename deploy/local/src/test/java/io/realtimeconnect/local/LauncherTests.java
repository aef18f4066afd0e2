package io.realtimeconnect.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.stores.PostgresStore;
import io.realtimeconnect.stores.ProcessId;
import io.realtimeconnect.stores.Stores;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherTests {
    @TempDir
    Path folder;

    private FakeSuite suite;

    @BeforeEach
    void open() {
        suite = new FakeSuite(folder);
    }

    @AfterEach
    void nothingIsLeftBehind() {
        suite.close();
        assertThat(suite.recorded()).isEmpty();
    }

    @Test
    void upStartsEverythingAndASecondUpSaysSo() throws IOException {
        var up = suite.run("up", "-d", "--replicas", "user-service=2");
        assertThat(up.text()).contains("user-service#2", "admin account", "ready after");
        assertThat(up.code()).isZero();

        var second = suite.run("up", "-d");
        assertThat(second.text()).startsWith("the suite is running already");
        assertThat(second.code()).isZero();

        var status = suite.status();
        assertThat(status).contains("\"name\": \"user-service\", \"instance\": 2");
        assertThat(status).contains("\"port\": " + (8181 + suite.offset));
        assertThat(Pattern.compile("\"state\": \"running\"").matcher(status).results())
                .hasSize(5);
    }

    @Test
    void eachServiceIsToldWhatItNeedsAndNoMore() throws IOException {
        suite.environment.put("RTC_ADMIN_PASSWORD", "chosen-by-a-person");
        suite.run("up", "-d", "--replicas=user-service=2");

        var user = suite.get(8081, "/environment");
        assertThat(user)
                .contains("SPRING_R2DBC_USERNAME=rtc_users\n", "SPRING_FLYWAY_USER=rtc_users_owner\n")
                .contains("RTC_ADMIN_PASSWORD=chosen-by-a-person\n", "RTC_INSTANCE=user-service#1\n")
                .contains("RTC_USER_SERVICE_URLS=http://127.0.0.1:" + (8081 + suite.offset) + ",http://127.0.0.1:"
                        + (8181 + suite.offset) + "\n");
        assertThat(suite.get(8080, "/environment"))
                .contains("SPRING_DATA_REDIS_URL=redis://:", "PERF_RESILIENCE_PRIVATE_KEY=", "RTC_SERVICE_KEYS=")
                .doesNotContain("SPRING_R2DBC", "RTC_ADMIN_PASSWORD");
        assertThat(suite.status()).contains("chosen-by-a-person");
    }

    @Test
    void secretsAreTheirOwnersAloneAndInNoLog() throws IOException {
        suite.run("up", "-d");
        var file = folder.resolve("secrets/suite.properties");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        var logs = suite.logs();
        for (var line : Files.readAllLines(file)) {
            if (!line.startsWith("public.")) {
                assertThat(logs).doesNotContain(line.substring(line.indexOf('=') + 1));
            }
        }
    }

    @Test
    void aProcessThatIsKilledComesBackWhereItWasWithWhatItHad() throws Exception {
        suite.run("up", "-d");
        execute("CREATE TABLE kept(id int)");
        for (var name : new String[] {"user-service", "redis", "postgres"}) {
            var pid = suite.pid(name);
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            await(name + " comes back").atMost(Duration.ofSeconds(30)).until(() -> {
                var now = suite.pid(name);
                return now > 0 && now != pid && !suite.status().contains("\"failed\"");
            });
        }
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(suite.get(8081, "/environment")).contains("user-service#1"));
        execute("INSERT INTO kept VALUES (1)");

        assertThat(suite.run("down").text()).contains("stopped");
        assertThat(suite.recorded()).isEmpty();
        assertThat(suite.run("up", "-d").code()).isZero();
        execute("DROP TABLE kept");
    }

    @Test
    void oneInstanceIsStoppedAndStartedAndStaysStopped() {
        suite.run("up", "-d");
        assertThat(suite.run("stop", "user-service#1").text()).contains("user-service#1 is stopped");
        assertThat(suite.status()).contains("\"state\": \"stopped\"");
        assertThat(suite.run("stop", "redis").text()).contains("redis is stopped");
        assertThat(suite.pid("redis")).isEqualTo(-1);
        assertThat(suite.run("start", "redis").text()).contains("redis is running");
        assertThat(suite.run("start", "user-service").text()).contains("user-service#1 is running");
        var unknown = suite.run("stop", "nobody");
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.text()).startsWith("there is no 'nobody' here");
    }

    @Test
    void whatAKilledLauncherLeavesTheNextUpEndsAndStartsAnew() throws Exception {
        suite.run("up", "-d");
        var orphans = suite.recorded();
        assertThat(orphans).hasSize(4);
        suite.launcher().destroyForcibly();
        await().until(() -> suite.run("status").code() == 1);
        assertThat(orphans).allMatch(ProcessId::isAlive);

        var up = suite.run("up", "-d");

        assertThat(up.text()).contains("ended what an earlier launcher left running", "ready after");
        assertThat(up.code()).isZero();
        assertThat(orphans).noneMatch(ProcessId::isAlive);
    }

    @Test
    void aPortInUseIsOneLineAndNothingStarts() throws IOException {
        try (var taken = new ServerSocket(8080 + suite.offset, 1, InetAddress.getLoopbackAddress())) {
            var up = suite.run("up", "-d");
            assertThat(up.code()).isEqualTo(1);
            assertThat(up.text().lines()).hasSize(1);
            assertThat(up.text()).startsWith("connect: port " + taken.getLocalPort() + " (gateway#1) is in use");
            assertThat(suite.recorded()).isEmpty();
        }
    }

    @Test
    void aServiceThatDiesOnItsWayUpShowsItsLogAndNothingIsLeft() {
        suite.environment.put("FAKE_BROKEN", "gateway#1");
        var up = suite.run("up", "-d");
        assertThat(up.code()).isEqualTo(1);
        assertThat(up.text()).contains("the reason why gateway#1 is broken", "connect: gateway#1 does not come up");
        assertThat(suite.recorded()).isEmpty();
    }

    @Test
    void aServiceThatIsNotReadyInItsTimeEndsTheStart() {
        suite.environment.put("FAKE_NEVER_READY", "gateway#1");
        suite.environment.put("RTC_START_TIMEOUT_SECONDS", "3");
        var up = suite.run("up");
        assertThat(up.code()).isEqualTo(1);
        assertThat(up.text()).contains("connect: gateway#1 does not come up: it was not ready within 3 s");
        assertThat(suite.recorded()).isEmpty();
    }

    @Test
    void inTheForegroundAnInterruptStopsEverything() throws Exception {
        var up = suite.start("up");
        var reader = up.inputReader(StandardCharsets.UTF_8);
        while (!reader.readLine().startsWith("Ctrl-C")) {
            assertThat(up.isAlive()).isTrue();
        }
        assertThat(suite.recorded()).hasSize(4);
        new ProcessBuilder("/bin/sh", "-c", "kill -s INT " + up.pid()).start().waitFor();
        assertThat(up.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(suite.recorded()).isEmpty();
    }

    @Test
    void serversOfSomebodyElseAreUsedAndLeftRunning() throws IOException {
        try (var postgres = Stores.privatePostgres();
                var redis = Stores.privateRedis()) {
            suite.environment.put("DATABASE_URL", Databases.url(postgres.store()));
            suite.environment.put("REDIS_URL", redis.store().url());

            assertThat(suite.run("up", "-d").code()).isZero();

            assertThat(suite.get(8081, "/environment"))
                    .contains(
                            "SPRING_R2DBC_USERNAME=rtc_users\n",
                            "REDIS_URL=" + redis.store().url())
                    .doesNotContain("DATABASE_URL", "SPRING_DATA_REDIS_URL");
            assertThat(suite.status())
                    .contains("\"pid\": null")
                    .contains(redis.store().url());
            assertThat(suite.recorded()).hasSize(2);
            suite.run("down");
            assertThat(postgres.isAlive() && redis.isAlive()).isTrue();
        }
    }

    @Test
    void anAddressThatIsNoneIsOneLine() {
        suite.environment.put("DATABASE_URL", "somewhere");
        suite.environment.put("REDIS_URL", "redis://127.0.0.1:1");
        var up = suite.run("up", "-d");
        assertThat(up.code()).isEqualTo(1);
        assertThat(up.text().lines()).hasSize(1);
        assertThat(up.text()).startsWith("connect: DATABASE_URL must read");
    }

    @Test
    void wipeTakesTheDataAndPlainDownDoesNot() {
        suite.run("up", "-d");
        suite.run("down");
        assertThat(folder.resolve("postgres/PG_VERSION")).exists();
        suite.run("down", "--wipe");
        assertThat(folder.resolve("postgres")).doesNotExist();
        assertThat(folder.resolve("secrets")).doesNotExist();
    }

    private void execute(String sql) throws SQLException {
        var matcher = Pattern.compile("\"url\": \"(postgresql:[^\"]*)\"").matcher(suite.status());
        assertThat(matcher.find()).isTrue();
        try (var connection = PostgresStore.of(matcher.group(1)).connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
