package io.realtimeconnect.queuing.queue;

import com.fasterxml.jackson.annotation.JsonValue;
import io.realtimeconnect.queuing.match.Match;
import io.realtimeconnect.queuing.ticket.Intent;
import io.realtimeconnect.queuing.ticket.Ticket;
import io.realtimeconnect.queuing.ticket.Tickets;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A ticket as its user sees it. What does not apply in a state is null.
 *
 * @param position from 1, while waiting
 * @param waiting how many wait for the same intent, while waiting
 * @param match once its conversation is there and until that ends
 */
record TicketView(
        State state,
        @Nullable UUID ticketId,
        @Nullable Intent intent,
        @Nullable Long position,
        @Nullable Long waiting,
        @Nullable Long estimatedWaitSeconds,
        @Nullable Match match) {

    static final TicketView IDLE = new TicketView(State.IDLE, null, null, null, null, null, null);

    /** Where the user is. */
    enum State {
        IDLE,
        WAITING,
        MATCHED,
        EXPIRED;

        @JsonValue
        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static TicketView waiting(Ticket ticket, Tickets.Line line, long estimatedWaitSeconds) {
        return new TicketView(
                State.WAITING,
                ticket.id(),
                ticket.intent(),
                line.position(),
                line.waiting(),
                estimatedWaitSeconds,
                null);
    }

    static TicketView matched(Ticket ticket, Match match) {
        return new TicketView(State.MATCHED, ticket.id(), ticket.intent(), null, null, null, match);
    }

    static TicketView expired(Ticket ticket) {
        return new TicketView(State.EXPIRED, ticket.id(), ticket.intent(), null, null, null, null);
    }
}
