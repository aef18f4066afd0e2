package io.realtimeconnect.gateway.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.DigestUtils;

/** A file below {@code static/}, read once. */
record PageFile(MediaType type, byte[] bytes, String etag) {

    static PageFile read(String name, String type) {
        try {
            byte[] bytes = new ClassPathResource("static/" + name).getContentAsByteArray();
            return new PageFile(MediaType.parseMediaType(type), bytes, "\"" + DigestUtils.md5DigestAsHex(bytes) + "\"");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kept by browsers, but asked for again each time: a new release is there at once. */
    ResponseEntity<byte[]> answer() {
        return ResponseEntity.ok()
                .contentType(type)
                .eTag(etag)
                .cacheControl(CacheControl.noCache())
                .body(bytes);
    }
}
