package io.realtimeconnect.perf.idempotency;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** SHA-256 of what a request asks. A multipart body counts without its boundary, which clients draw anew for each try. */
final class Fingerprint {

    private Fingerprint() {}

    static byte[] of(ServerHttpRequest request, byte[] body) {
        MessageDigest digest = sha256();
        String head = request.getMethod() + " " + request.getURI().getRawPath() + "?"
                + request.getURI().getRawQuery();
        digest.update(head.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
        return digest.digest(withoutBoundary(body, request.getHeaders().getContentType()));
    }

    private static byte[] withoutBoundary(byte[] body, @Nullable MediaType type) {
        String boundary = type == null || !type.getType().equals("multipart") ? null : type.getParameter("boundary");
        return boundary == null || boundary.isEmpty()
                ? body
                : new String(body, StandardCharsets.ISO_8859_1)
                        .replace(boundary, "")
                        .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
