package io.realtimeconnect.perf.cache;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A wire to a Redis on which, when told so, messages vanish or wait, replies wait, or a command or a reply is lost with its connection.
 */
final class CutWire implements AutoCloseable {

    private final ServerSocket door;
    private final URI target;
    /** Subscriptions stay open and nothing arrives. */
    final AtomicBoolean deaf = new AtomicBoolean();

    final AtomicInteger swallowed = new AtomicInteger();

    /** How many packets wait. */
    final AtomicInteger waiting = new AtomicInteger();

    private boolean repliesWait;
    private boolean messagesWait;
    private volatile @Nullable String fatal;
    private volatile @Nullable String unheard;
    private volatile @Nullable String awaited;
    private final Queue<Socket> mute = new ConcurrentLinkedQueue<>();

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

    synchronized void holdReplies(boolean hold) {
        repliesWait = hold;
        notifyAll();
    }

    synchronized void holdMessages(boolean hold) {
        messagesWait = hold;
        notifyAll();
    }

    /** The next command with that text is carried out; its reply is lost, and the connection with it. */
    void loseReplyTo(String text) {
        fatal = text;
    }

    /**
     * A command with that text does not arrive, nor what comes after it on its connection: else the next reply would be taken for its own.
     * Nobody is told until the wire is cut.
     */
    void swallow(String text) {
        unheard = text;
    }

    /** Ends the connections on which commands did not arrive. */
    void cut() {
        unheard = null;
        mute.forEach(CutWire::close);
    }

    /** True once a command with that text, sent from now on, is on its way to Redis, before any that is sent later. */
    BooleanSupplier sent(String text) {
        awaited = text;
        return () -> awaited == null;
    }

    boolean lost() {
        return fatal == null;
    }

    @Override
    public void close() {
        close(door);
    }

    private static void close(Closeable what) {
        try {
            what.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void connect(Socket client) throws IOException {
        Socket server = new Socket(target.getHost(), target.getPort());
        AtomicBoolean subscribed = new AtomicBoolean();
        AtomicBoolean doomed = new AtomicBoolean();
        start(() -> pump(client, server, bytes -> {
            if (bytes.contains("SUBSCRIBE")) {
                subscribed.set(true);
            }
            if (mute.contains(client)) {
                return false;
            }
            String dropped = unheard;
            if (dropped != null && bytes.contains(dropped)) {
                mute.add(client);
                swallowed.incrementAndGet();
                return false;
            }
            String expected = awaited;
            if (expected != null && bytes.contains(expected)) {
                awaited = null;
            }
            String end = fatal;
            if (end != null && bytes.contains(end)) {
                doomed.set(true);
                fatal = null;
            }
            return true;
        }));
        start(() -> pump(server, client, bytes -> {
            if (doomed.get()) {
                throw new IOException("The wire breaks");
            }
            if (deaf.get() && subscribed.get()) {
                swallowed.incrementAndGet();
                return false;
            }
            pass(subscribed.get());
            return true;
        }));
    }

    private synchronized void pass(boolean subscribed) {
        waiting.incrementAndGet();
        while (subscribed ? messagesWait : repliesWait) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        waiting.decrementAndGet();
    }

    private interface Gate {
        boolean through(String bytes) throws IOException;
    }

    private static void pump(Socket from, Socket to, Gate gate) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[64 * 1024];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (gate.through(new String(buffer, 0, n, StandardCharsets.ISO_8859_1))) {
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
