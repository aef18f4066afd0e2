package io.realtimeconnect.communication.call;

import java.util.UUID;

/** Which call: clients name them, so a name means something within its conversation only. */
record Key(UUID conversationId, String callId) {

    static Key of(Call call) {
        return new Key(call.conversationId(), call.callId());
    }
}
