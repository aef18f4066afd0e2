package io.realtimeconnect.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisTests {
    @Test
    void theSharedServerAnswersToItsPasswordOnly() throws IOException {
        var store = Stores.redis();
        assertThat(ask(store, "PING")).isEqualTo("+PONG");
        var uri = URI.create(store.url());
        assertThat(ask(new RedisStore("redis://:guess@127.0.0.1:" + uri.getPort() + "/0"), "PING"))
                .startsWith("-NOAUTH");
        assertThat(store.toString()).doesNotContain(uri.getUserInfo());
    }

    @Test
    void aKilledPrivateServerComesBackOnItsPort() throws IOException {
        try (var server = Stores.privateRedis()) {
            server.kill();
            assertThatThrownBy(() -> ask(server.store(), "PING")).isInstanceOf(IOException.class);
            server.start();
            assertThat(ask(server.store(), "PING")).isEqualTo("+PONG");
        }
    }

    @Test
    void aFrozenServerAnswersNothingUntilItGoesOn() throws IOException {
        try (var server = Stores.privateRedis()) {
            server.pause();
            assertThatThrownBy(() -> ask(server.store(), "PING")).isInstanceOf(SocketTimeoutException.class);
            server.resume();
            assertThat(ask(server.store(), "PING")).isEqualTo("+PONG");
        }
    }

    @Test
    void theDurableServerRemembersAfterAStop(@TempDir Path folder) throws IOException {
        var binaries = Path.of(System.getProperty("java.io.tmpdir"))
                .resolve("realtime-connect-bin-" + System.getProperty("user.name"));
        try (var server = RedisServer.durable(
                binaries,
                folder.resolve("data"),
                folder.resolve("log"),
                folder.resolve("pid"),
                Stores.freePort(),
                "secret")) {
            server.start();
            assertThat(ask(server.store(), "SET kept 1")).isEqualTo("+OK");
            server.stop();
            assertThat(server.isAlive()).isFalse();
            server.start();
            assertThat(ask(server.store(), "EXISTS kept")).isEqualTo(":1");
        }
    }

    private static String ask(RedisStore store, String command) throws IOException {
        var uri = URI.create(store.url());
        try (var socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(500);
            var password = uri.getUserInfo().substring(1);
            var lines = socket.getOutputStream();
            lines.write(("AUTH " + password + "\r\n" + command + "\r\n").getBytes(StandardCharsets.UTF_8));
            var reader = new java.io.BufferedReader(
                    new java.io.InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            reader.readLine();
            return reader.readLine();
        }
    }
}
