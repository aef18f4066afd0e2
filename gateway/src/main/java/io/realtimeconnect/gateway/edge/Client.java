package io.realtimeconnect.gateway.edge;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.util.StringUtils;

/**
 * Who is at the far end, as far as can be believed.
 *
 * @param ip of the client itself: the rightmost address in {@code X-Forwarded-For} that is not a trusted proxy, provided that the socket's
 *     peer is one; else the peer
 * @param host as the client wrote it
 * @param proto {@code http} or {@code https}
 */
record Client(String ip, @Nullable String host, String proto) {

    static final String ATTRIBUTE = Client.class.getName();

    static final String FORWARDED_FOR = "X-Forwarded-For";
    static final String FORWARDED_HOST = "X-Forwarded-Host";
    static final String FORWARDED_PROTO = "X-Forwarded-Proto";

    static Client of(ServerHttpRequest request, TrustedProxies proxies) {
        HttpHeaders headers = request.getHeaders();
        InetSocketAddress socket = request.getRemoteAddress();
        InetAddress peer = socket == null ? InetAddress.getLoopbackAddress() : socket.getAddress();
        String host = headers.getFirst(HttpHeaders.HOST);
        String proto = request.getSslInfo() == null ? "http" : "https";
        if (!proxies.include(peer)) {
            return new Client(peer.getHostAddress(), host, proto);
        }
        String saidHost = last(headers.get(FORWARDED_HOST));
        return new Client(
                rightmostUntrusted(headers.get(FORWARDED_FOR), peer, proxies).getHostAddress(),
                saidHost == null ? host : saidHost,
                "https".equalsIgnoreCase(last(headers.get(FORWARDED_PROTO))) ? "https" : proto);
    }

    private static InetAddress rightmostUntrusted(
            @Nullable List<String> lines, InetAddress peer, TrustedProxies proxies) {
        InetAddress best = peer;
        String[] hops = StringUtils.commaDelimitedListToStringArray(lines == null ? "" : String.join(",", lines));
        for (int i = hops.length - 1; i >= 0 && proxies.include(best); i--) {
            InetAddress hop = TrustedProxies.parse(hops[i]);
            if (hop == null) {
                break;
            }
            best = hop;
        }
        return best;
    }

    /** Proxies append: the last one is of the trusted peer itself. */
    private static @Nullable String last(@Nullable List<String> lines) {
        if (lines == null) {
            return null;
        }
        String[] all = StringUtils.commaDelimitedListToStringArray(String.join(",", lines));
        return all.length == 0 || all[all.length - 1].isBlank() ? null : all[all.length - 1].trim();
    }
}
