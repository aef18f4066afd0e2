package io.realtimeconnect.communication.socket;

import org.springframework.web.reactive.socket.CloseStatus;

/** Why a connection is closed, in the codes of the contract. */
final class Closing {

    static final CloseStatus NO_SESSION = new CloseStatus(4401, "UNAUTHENTICATED");
    static final CloseStatus SUSPENDED = new CloseStatus(4403, "ACCOUNT_SUSPENDED");
    static final CloseStatus CAME_BACK_ELSEWHERE = new CloseStatus(4409, "CONNECTION_REPLACED");
    static final CloseStatus TOO_SLOW = new CloseStatus(4429, "TOO_SLOW");
    static final CloseStatus TOO_MANY = new CloseStatus(4429, "TOO_MANY_CONNECTIONS");
    static final CloseStatus DRAINING = new CloseStatus(1001, "DRAINING");
    static final CloseStatus SILENT = new CloseStatus(1001, "IDLE");
    static final CloseStatus TOO_LARGE = new CloseStatus(1009, "PAYLOAD_TOO_LARGE");
    static final CloseStatus NO_SESSION_STORE = new CloseStatus(1013, "SESSION_STORE_UNAVAILABLE");

    private Closing() {}
}
