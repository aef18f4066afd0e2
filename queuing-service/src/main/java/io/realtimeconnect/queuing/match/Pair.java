package io.realtimeconnect.queuing.match;

import io.realtimeconnect.queuing.ticket.Ticket;
import java.util.List;
import java.util.stream.Stream;

/**
 * Two tickets that belong together.
 *
 * @param first the one that has waited longer
 * @param score 40 to 100, more with each common interest
 * @param commonInterests in alphabetical order
 */
record Pair(Ticket first, Ticket second, int score, List<String> commonInterests) {

    Stream<Ticket> tickets() {
        return Stream.of(first, second);
    }
}
