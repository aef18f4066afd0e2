package io.realtimeconnect.user.account;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * The device that somebody signs in from.
 *
 * @param address the IP address, as far as proxies that are trusted tell it
 * @param deviceName what its owner calls it, else browser and system as {@code User-Agent} says
 * @param kind mobile, tablet, desktop or other
 */
record Client(String address, @Nullable String deviceName, String kind) {

    private static final List<String> BROWSERS = List.of("Edg", "OPR", "Firefox", "Chrome", "Safari", "curl");
    private static final Map<String, String> SHOWN = Map.of("Edg", "Edge", "OPR", "Opera");
    private static final List<String> SYSTEMS = List.of("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux");

    private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F:.]{2,45}");

    static Client of(ServerHttpRequest request, @Nullable String deviceName) {
        String userAgent = request.getHeaders().getFirst(HttpHeaders.USER_AGENT);
        String name = deviceName == null || deviceName.isBlank() ? guess(userAgent) : deviceName.strip();
        return new Client(address(request), name, kind(userAgent));
    }

    /** What the gateway says, where the request comes from this house; else the socket's peer. */
    private static String address(ServerHttpRequest request) {
        InetSocketAddress socket = request.getRemoteAddress();
        InetAddress peer = socket == null ? null : socket.getAddress();
        if (peer == null) {
            return "unknown";
        }
        String forwarded = request.getHeaders().getFirst("X-Forwarded-For");
        if (forwarded != null && (peer.isLoopbackAddress() || peer.isSiteLocalAddress())) {
            String nearest = forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
            if (ADDRESS.matcher(nearest).matches()) {
                return nearest;
            }
        }
        return peer.getHostAddress();
    }

    private static @Nullable String guess(@Nullable String userAgent) {
        if (userAgent == null) {
            return null;
        }
        String browser = first(BROWSERS, userAgent);
        String system = first(SYSTEMS, userAgent);
        if (browser == null) {
            return system;
        }
        String shown = SHOWN.getOrDefault(browser, browser);
        return system == null ? shown : shown + " on " + system;
    }

    private static String kind(@Nullable String userAgent) {
        String system = userAgent == null ? null : first(SYSTEMS, userAgent);
        if (system == null) {
            return "other";
        }
        return switch (system) {
            case "Android", "iPhone" -> "mobile";
            case "iPad" -> "tablet";
            default -> "desktop";
        };
    }

    private static @Nullable String first(List<String> names, String userAgent) {
        return names.stream().filter(userAgent::contains).findFirst().orElse(null);
    }
}
