package io.realtimeconnect.communication.socket;

import io.realtimeconnect.perf.socket.LoopBoundUpgradeStrategy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What waits to be written to one connection, bounded in bytes. A frame counts until the network has taken it.
 *
 * <p>Offered on any thread; written in order of offering, some frames at a time.
 */
final class Outbox {

    private static final int BATCH_BYTES = 32 * 1024;
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

    private record Frame(WebSocketMessage.Type type, byte[] bytes) {}

    private final WebSocketSession session;
    private final long capacity;
    private final Runnable onRoom;
    private final ArrayDeque<Frame> waiting = new ArrayDeque<>();
    private final AtomicInteger draining = new AtomicInteger();
    private long bytes;
    private boolean writing;
    private boolean wantsRoom;
    private boolean closed;
    private @Nullable CloseStatus closing;
    private long progressNanos = System.nanoTime();

    /** @param onRoom called when {@link #hasRoom()} was false and half of the capacity is free again */
    Outbox(WebSocketSession session, long capacity, Runnable onRoom) {
        this.session = session;
        this.capacity = capacity;
        this.onRoom = onRoom;
    }

    void text(byte[] json) {
        offer(new Frame(WebSocketMessage.Type.TEXT, json));
    }

    void ping() {
        offer(new Frame(WebSocketMessage.Type.PING, new byte[0]));
    }

    void pong(byte[] payload) {
        offer(new Frame(WebSocketMessage.Type.PONG, payload));
    }

    private void offer(Frame frame) {
        boolean full;
        synchronized (this) {
            if (closing != null) {
                return;
            }
            waiting.add(frame);
            bytes += frame.bytes().length;
            full = bytes > capacity;
        }
        if (full) {
            closeNow(Closing.TOO_SLOW);
        } else {
            drain();
        }
    }

    /** Whether what can wait elsewhere should be offered now. */
    synchronized boolean hasRoom() {
        boolean room = bytes < capacity / 2;
        wantsRoom |= !room;
        return room;
    }

    /** Whether something waits and the client has taken nothing of it for so long. */
    synchronized boolean isStalled(Duration patience) {
        return bytes > 0 && System.nanoTime() - progressNanos > patience.toNanos();
    }

    /** Closes once everything offered before is written. */
    void close(CloseStatus status) {
        synchronized (this) {
            if (closing != null) {
                return;
            }
            closing = status;
        }
        Mono.delay(CLOSE_PATIENCE).subscribe(tick -> LoopBoundUpgradeStrategy.cut(session));
        drain();
    }

    /** Closes without what still waits. */
    void closeNow(CloseStatus status) {
        synchronized (this) {
            waiting.clear();
        }
        close(status);
    }

    synchronized boolean isClosing() {
        return closing != null;
    }

    private void drain() {
        if (draining.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        do {
            step();
            missed = draining.addAndGet(-missed);
        } while (missed != 0);
    }

    private void step() {
        List<Frame> batch = new ArrayList<>();
        CloseStatus close = null;
        synchronized (this) {
            if (writing || closed) {
                return;
            }
            int size = 0;
            while (!waiting.isEmpty() && size < BATCH_BYTES) {
                Frame frame = waiting.remove();
                size += frame.bytes().length;
                batch.add(frame);
            }
            if (!batch.isEmpty()) {
                writing = true;
                progressNanos = System.nanoTime();
            } else if (closing != null) {
                closed = true;
                close = closing;
            }
        }
        if (!batch.isEmpty()) {
            long size = batch.stream().mapToLong(frame -> frame.bytes().length).sum();
            session.send(Flux.fromIterable(batch).map(this::message))
                    .subscribe(null, e -> LoopBoundUpgradeStrategy.cut(session), () -> written(size));
        } else if (close != null) {
            closeWith(close);
        }
    }

    private void written(long size) {
        boolean room;
        synchronized (this) {
            bytes -= size;
            writing = false;
            progressNanos = System.nanoTime();
            room = wantsRoom && bytes <= capacity / 4;
            wantsRoom &= !room;
        }
        drain();
        if (room) {
            onRoom.run();
        }
    }

    private WebSocketMessage message(Frame frame) {
        return new WebSocketMessage(frame.type(), session.bufferFactory().wrap(frame.bytes()));
    }

    /** The client answers, or is cut off. */
    private void closeWith(CloseStatus status) {
        if (!LoopBoundUpgradeStrategy.close(session, status)) {
            session.close(status).subscribe();
        }
    }
}
