package io.realtimeconnect.gateway.graphql;

import io.realtimeconnect.perf.web.Deadline;
import io.realtimeconnect.perf.web.RequestId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * In whose name an operation calls services, and until when.
 *
 * @param token of the session, whether it came as header or cookie
 * @param client address, as services are to hear it
 * @param deadline null for a subscription, whose events have the time of an operation each
 * @param idempotencyKey as the client sent it
 * @param events the socket that subscriptions share, null where there is no connection for them
 */
record Call(
        String token,
        RequestId requestId,
        @Nullable String client,
        @Nullable Deadline deadline,
        Duration timeout,
        @Nullable String idempotencyKey,
        @Nullable EventSocket events) {

    /** Name in the attributes of a request and in the context of an execution. */
    static final String KEY = "call";

    Call starting() {
        return new Call(token, requestId, client, Deadline.in(timeout), timeout, idempotencyKey, events);
    }

    Call lasting() {
        return new Call(token, requestId, client, null, timeout, idempotencyKey, events);
    }

    /** What a service has to answer, at least a millisecond. */
    Duration remaining() {
        Duration left = deadline == null ? timeout : deadline.remaining();
        return left.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : left;
    }
}
