package io.realtimeconnect.communication.call;

import io.realtimeconnect.perf.web.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * A call and what may become of it: ringing, then active, then ended, or ended at once. Knows no clock, no store and no socket; the
 * table applies what comes out of here only to the state that went in, so whatever two instances do at once, one of them is told no.
 *
 * @param callId the client's own name for it, unique within the conversation
 * @param callerConnection the socket that speaks for the caller
 * @param calleeConnection the socket that has answered; null while it rings
 */
record Call(
        UUID conversationId,
        String callId,
        UUID callerId,
        UUID calleeId,
        CallState state,
        String callerConnection,
        @Nullable String calleeConnection,
        Instant startedAt,
        @Nullable Instant answeredAt,
        @Nullable Instant endedAt,
        @Nullable String reason,
        @Nullable Ending ending) {

    static Call ringing(UUID conversationId, String callId, UUID caller, UUID callee, String connection, Instant now) {
        return new Call(
                conversationId,
                callId,
                caller,
                callee,
                CallState.RINGING,
                connection,
                null,
                now,
                null,
                null,
                null,
                null);
    }

    boolean isLive() {
        return state != CallState.ENDED;
    }

    UUID partnerOf(UUID userId) {
        return userId.equals(callerId) ? calleeId : callerId;
    }

    /**
     * Another offer for this call: the caller's once more while it rings, or either side's when something about the media changes.
     *
     * @throws Problem {@code CALL_BUSY} when it is for another call or comes from the one who is rung, {@code CALL_ENDED}
     */
    Call offer(UUID userId, String id, String connection) {
        if (!callId.equals(id)) {
            throw busy();
        }
        checkLive();
        if (state == CallState.RINGING && !userId.equals(callerId)) {
            throw busy();
        }
        return state == CallState.ACTIVE ? spokenFor(userId, connection) : this;
    }

    /**
     * The first answer makes it active, and its socket the callee's; further ones belong to further offers.
     *
     * @throws Problem {@code CALL_ENDED}, {@code CALL_TAKEN} when another device has answered, {@code CALL_NOT_ANSWERABLE} for the
     *     caller's own
     */
    Call answer(UUID userId, String connection, Instant now) {
        checkLive();
        if (state == CallState.ACTIVE) {
            return spokenFor(userId, connection);
        }
        if (userId.equals(callerId)) {
            throw new Problem(HttpStatus.CONFLICT, "CALL_NOT_ANSWERABLE", "The one who is called answers.");
        }
        return new Call(
                conversationId,
                callId,
                callerId,
                calleeId,
                CallState.ACTIVE,
                callerConnection,
                connection,
                startedAt,
                now,
                null,
                null,
                null);
    }

    /** @throws Problem {@code CALL_ENDED}, {@code CALL_TAKEN} */
    Call candidate(UUID userId, String connection) {
        checkLive();
        return state == CallState.RINGING && userId.equals(calleeId) ? this : spokenFor(userId, connection);
    }

    /**
     * Either side, from any of its devices.
     *
     * @param said why, in the client's words; null for none
     * @throws Problem {@code CALL_ENDED}
     */
    Call hangup(UUID userId, @Nullable String said, Instant now) {
        checkLive();
        Ending how;
        if (state == CallState.ACTIVE) {
            how = Ending.HANGUP;
        } else {
            how = userId.equals(callerId) ? Ending.CANCELLED : Ending.DECLINED;
        }
        return ended(how, said == null ? how.wire() : said, now);
    }

    /** The socket has gone; this call when it did not speak for anybody here. */
    Call vanished(String connection, Instant now) {
        boolean mine = connection.equals(callerConnection) || connection.equals(calleeConnection);
        return isLive() && mine ? end(Ending.DISCONNECTED, now) : this;
    }

    /** Ends it whoever is on it; this call when it has ended. */
    Call end(Ending how, Instant now) {
        return isLive() ? ended(how, how.wire(), now) : this;
    }

    private Call ended(Ending how, String why, Instant now) {
        return new Call(
                conversationId,
                callId,
                callerId,
                calleeId,
                CallState.ENDED,
                callerConnection,
                calleeConnection,
                startedAt,
                answeredAt,
                now,
                why,
                how);
    }

    /** How long they could talk, in milliseconds; 0 when nobody answered. */
    long durationMs() {
        if (answeredAt == null || endedAt == null) {
            return 0;
        }
        return Math.max(0, Duration.between(answeredAt, endedAt).toMillis());
    }

    private Call spokenFor(UUID userId, String connection) {
        String speaker = userId.equals(callerId) ? callerConnection : calleeConnection;
        if (!connection.equals(speaker)) {
            throw new Problem(HttpStatus.CONFLICT, "CALL_TAKEN", "Another device of yours is on this call.");
        }
        return this;
    }

    private void checkLive() {
        if (!isLive()) {
            throw new Problem(HttpStatus.CONFLICT, "CALL_ENDED", "The call has ended.");
        }
    }

    static Problem busy() {
        return new Problem(HttpStatus.CONFLICT, "CALL_BUSY", "There is another call in this conversation.");
    }
}
