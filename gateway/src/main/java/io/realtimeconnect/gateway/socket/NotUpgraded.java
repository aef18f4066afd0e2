package io.realtimeconnect.gateway.socket;

import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.realtimeconnect.gateway.upstream.Unanswered;
import io.realtimeconnect.perf.web.Problem;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;

/** Why a request for a socket stays a request. */
final class NotUpgraded {

    private NotUpgraded() {}

    static Problem upgradeRequired() {
        return new Problem(HttpStatus.UPGRADE_REQUIRED, "UPGRADE_REQUIRED", "This address speaks WebSocket, version 13")
                .header(HttpHeaders.UPGRADE, "websocket")
                .header(HttpHeaders.CONNECTION, "Upgrade")
                .header("Sec-WebSocket-Version", "13");
    }

    /** The service answered the handshake with a status of its own: a refusal is passed on, an error is its being away. */
    static Problem refused(WebSocketClientHandshakeException error, String service) {
        HttpResponse response = error.response();
        int status = response == null ? 0 : response.status().code();
        if (status < 400 || status >= 500) {
            return Unanswered.unavailable(service);
        }
        HttpStatus known = HttpStatus.resolve(status);
        return new Problem(
                HttpStatusCode.valueOf(status),
                known == HttpStatus.FORBIDDEN ? "CSRF_REJECTED" : "UPGRADE_REFUSED",
                "The service does not take this connection");
    }
}
