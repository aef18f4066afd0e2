package io.realtimeconnect.stores;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks whether a Docker engine answers, without Testcontainers, which takes a second and logs errors to say no. */
final class DockerEngine {
    private final Map<String, String> environment;

    DockerEngine(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Whether an engine answers a ping within a second. */
    boolean answers() {
        return addresses().stream().anyMatch(DockerEngine::ping);
    }

    private List<SocketAddress> addresses() {
        var host = environment.get("DOCKER_HOST");
        if (host != null && host.startsWith("tcp://")) {
            var uri = URI.create(host);
            return List.of(new InetSocketAddress(uri.getHost(), uri.getPort() < 0 ? 2375 : uri.getPort()));
        }
        var sockets = new ArrayList<Path>();
        if (host != null && host.startsWith("unix://")) {
            sockets.add(Path.of(host.substring("unix://".length())));
        } else {
            sockets.add(Path.of("/var/run/docker.sock"));
            var home = environment.get("HOME");
            if (home != null) {
                sockets.add(Path.of(home, ".docker/run/docker.sock"));
            }
        }
        return sockets.stream()
                .filter(Files::exists)
                .<SocketAddress>map(UnixDomainSocketAddress::of)
                .toList();
    }

    private static boolean ping(SocketAddress address) {
        try {
            return CompletableFuture.supplyAsync(() -> pingNow(address)).get(1, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException silent) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean pingNow(SocketAddress address) {
        var family = address instanceof UnixDomainSocketAddress ? StandardProtocolFamily.UNIX : null;
        try (var channel = family == null ? SocketChannel.open() : SocketChannel.open(family)) {
            channel.connect(address);
            var request = "GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            channel.write(ByteBuffer.wrap(request));
            var answer = ByteBuffer.allocate(64);
            channel.read(answer);
            var line = new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
            return line.matches("(?s)HTTP/1\\.[01] 200.*");
        } catch (IOException nobody) {
            return false;
        }
    }
}
