package io.realtimeconnect.communication.call;

import java.util.Locale;

/** How a call came to its end. Bounded: it is a tag of a meter. */
enum Ending {
    /** One of the two hung up after they had talked. */
    HANGUP,
    /** The caller gave up while it rang. */
    CANCELLED,
    /** The one who was called did not want to. */
    DECLINED,
    /** It rang for too long. */
    TIMEOUT,
    /** A side vanished. */
    DISCONNECTED,
    /** The conversation ended under it. */
    CONVERSATION_ENDED;

    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
