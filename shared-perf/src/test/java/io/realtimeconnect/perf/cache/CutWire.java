package io.realtimeconnect.perf.cache;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A wire to a Redis on which, when told so, subscriptions stay open and nothing arrives. */
final class CutWire implements AutoCloseable {

    private final ServerSocket door;
    private final URI target;
    final AtomicBoolean deaf = new AtomicBoolean();
    final AtomicInteger swallowed = new AtomicInteger();

    CutWire(String url) {
        try {
            target = URI.create(url);
            door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(() -> {
            while (!door.isClosed()) {
                connect(door.accept());
            }
        });
    }

    String url() {
        return "redis://" + target.getUserInfo() + "@127.0.0.1:" + door.getLocalPort() + target.getPath();
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void connect(Socket client) throws IOException {
        Socket server = new Socket(target.getHost(), target.getPort());
        AtomicBoolean subscribed = new AtomicBoolean();
        start(() -> pump(client, server, bytes -> {
            if (bytes.contains("SUBSCRIBE")) {
                subscribed.set(true);
            }
            return true;
        }));
        start(() -> pump(server, client, bytes -> {
            boolean through = !(deaf.get() && subscribed.get());
            if (!through) {
                swallowed.incrementAndGet();
            }
            return through;
        }));
    }

    private static void pump(Socket from, Socket to, Predicate<String> through) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[64 * 1024];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (through.test(new String(buffer, 0, n, StandardCharsets.ISO_8859_1))) {
                    out.write(buffer, 0, n);
                }
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException ended) {
                // the other side has closed
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
