package io.realtimeconnect.communication.socket;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.socket.CloseStatus;

/** All connections of this instance. */
@Component
class Connections {

    private final Set<Connection> all = ConcurrentHashMap.newKeySet();
    private final Set<Wire> wires = ConcurrentHashMap.newKeySet();
    private final ConnectionProperties properties;
    private volatile boolean draining;

    Connections(ConnectionProperties properties, MeterRegistry metrics) {
        this.properties = properties;
        Gauge.builder("rtc.sockets", all, Set::size)
                .description("Connections of users to this instance")
                .register(metrics);
    }

    /** Null when there is room, else why not. */
    @Nullable
    CloseStatus refusal() {
        if (draining) {
            return Closing.DRAINING;
        }
        return wires.size() >= properties.perInstance() ? Closing.TOO_MANY : null;
    }

    void add(Wire wire) {
        wires.add(wire);
    }

    void remove(Wire wire) {
        wires.remove(wire);
    }

    /** False when the user has too many. */
    synchronized boolean add(Connection connection) {
        long others = of(connection.userId()).stream()
                .filter(other -> !other.wire().isClosing())
                .count();
        if (others >= properties.perUser()) {
            return false;
        }
        return all.add(connection);
    }

    void remove(Connection connection) {
        all.remove(connection);
    }

    Collection<Connection> of(UUID userId) {
        return all.stream()
                .filter(connection -> connection.userId().equals(userId))
                .toList();
    }

    Collection<Connection> all() {
        return all;
    }

    Collection<Wire> wires() {
        return wires;
    }

    /** No more come in. */
    void refuse() {
        draining = true;
    }

    /** Those that are here are told to go elsewhere. */
    void drain() {
        refuse();
        wires.forEach(wire -> wire.close(Closing.DRAINING));
    }
}
