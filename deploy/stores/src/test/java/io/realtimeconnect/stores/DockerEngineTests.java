package io.realtimeconnect.stores;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerEngineTests {
    @TempDir
    Path folder;

    @Test
    void anEngineThatAnswersItsPingIsThere() throws IOException {
        try (var engine = engineSaying("HTTP/1.0 200 OK\r\n\r\nOK")) {
            assertThat(new DockerEngine(Map.of("DOCKER_HOST", "unix://" + folder.resolve("s"))).answers())
                    .isTrue();
            assertThat(engine.isOpen()).isTrue();
        }
    }

    @Test
    void anEngineThatIsUnwellIsNot() throws IOException {
        try (var engine = engineSaying("HTTP/1.0 503 Service Unavailable\r\n\r\n")) {
            assertThat(new DockerEngine(Map.of("DOCKER_HOST", "unix://" + folder.resolve("s"))).answers())
                    .isFalse();
            assertThat(engine.isOpen()).isTrue();
        }
    }

    @Test
    void aSocketThatNobodyReadsIsNotWaitedForLongerThanASecond() throws IOException {
        try (var engine = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            engine.bind(UnixDomainSocketAddress.of(folder.resolve("s")));
            var before = System.nanoTime();
            assertThat(new DockerEngine(Map.of("DOCKER_HOST", "unix://" + folder.resolve("s"))).answers())
                    .isFalse();
            assertThat(System.nanoTime() - before).isLessThan(3_000_000_000L);
        }
    }

    @Test
    void noSocketAtAllIsNoEngine() {
        assertThat(new DockerEngine(Map.of("DOCKER_HOST", "unix://" + folder.resolve("none"))).answers())
                .isFalse();
        assertThat(new DockerEngine(Map.of("DOCKER_HOST", "tcp://127.0.0.1:" + Stores.freePort())).answers())
                .isFalse();
    }

    @Test
    void aSocketFileThatNobodyOwnsAnyMoreIsNoEngine() throws IOException {
        Files.createFile(folder.resolve("s"));
        assertThat(new DockerEngine(Map.of("DOCKER_HOST", "unix://" + folder.resolve("s"))).answers())
                .isFalse();
    }

    private ServerSocketChannel engineSaying(String answer) throws IOException {
        var engine = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        engine.bind(UnixDomainSocketAddress.of(folder.resolve("s")));
        var thread = new Thread(() -> {
            try (var client = engine.accept()) {
                client.read(ByteBuffer.allocate(1024));
                client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return engine;
    }
}
