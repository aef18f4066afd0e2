package io.realtimeconnect.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;

/** The ports that the suite needs, and who has them. */
final class Ports {
    static final int POSTGRES = 15_432;
    static final int REDIS = 16_379;

    private Ports() {}

    /**
     * @param wanted port → what for
     * @throws Refusal naming the first that somebody else listens on
     */
    static void require(Map<Integer, String> wanted) {
        wanted.forEach((port, purpose) -> {
            if (port > 65_535) {
                throw new Refusal("port " + port + " for " + purpose + " does not exist: lower RTC_PORT_OFFSET");
            }
            if (!isFree(port)) {
                throw new Refusal("port " + port + " (" + purpose + ") is in use by another program:"
                        + " stop that, or shift all ports with RTC_PORT_OFFSET");
            }
        });
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException inUse) {
            return false;
        }
    }
}
