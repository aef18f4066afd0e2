package io.realtimeconnect.queuing.match;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** Pairs that must not meet now: blocked, met lately, or refused lately. */
final class Unmeetable {

    private final Set<Couple> couples = new HashSet<>();

    void add(UUID one, UUID other) {
        couples.add(Couple.of(one, other));
    }

    boolean contains(UUID one, UUID other) {
        return !couples.isEmpty() && couples.contains(Couple.of(one, other));
    }

    private record Couple(UUID low, UUID high) {

        static Couple of(UUID one, UUID other) {
            return one.compareTo(other) < 0 ? new Couple(one, other) : new Couple(other, one);
        }
    }
}
