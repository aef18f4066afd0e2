package io.realtimeconnect.gateway.socket;

import org.springframework.web.reactive.socket.CloseStatus;

/** Which close codes may be sent on (RFC 6455, 7.4): those that only say what was not received may not. */
final class CloseCodes {

    private static final int FIRST = 1000;
    private static final int LAST = 4999;

    private CloseCodes() {}

    /** What the other side is told. A side that went without a word is passed on as 1001, which asks clients to come back. */
    static CloseStatus onward(CloseStatus received) {
        return switch (received.getCode()) {
            case 1005 -> CloseStatus.NORMAL;
            case 1004, 1006, 1015 -> CloseStatus.GOING_AWAY;
            default -> received.getCode() < FIRST || received.getCode() > LAST ? CloseStatus.GOING_AWAY : received;
        };
    }
}
