package io.realtimeconnect.gateway.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.DigestUtils;
import org.springframework.util.StringUtils;

/** A file below {@code static/}, read once. */
record PageFile(MediaType type, byte[] bytes, String etag) {

    private static final Map<String, MediaType> TYPES = Map.of(
            "html", MediaType.parseMediaType("text/html;charset=UTF-8"),
            "js", MediaType.parseMediaType("text/javascript;charset=UTF-8"),
            "css", MediaType.parseMediaType("text/css;charset=UTF-8"),
            "svg", MediaType.parseMediaType("image/svg+xml"));

    static PageFile read(String name) {
        return read(new ClassPathResource("static/" + name));
    }

    /** All files of a folder, by their names. */
    static Map<String, PageFile> readAll(String folder) {
        Map<String, PageFile> files = new TreeMap<>();
        try {
            for (Resource resource :
                    new PathMatchingResourcePatternResolver().getResources("classpath:static/" + folder + "*.*")) {
                files.put(Objects.requireNonNull(resource.getFilename()), read(resource));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(files);
    }

    private static PageFile read(Resource resource) {
        try {
            byte[] bytes = resource.getContentAsByteArray();
            MediaType type = TYPES.get(StringUtils.getFilenameExtension(resource.getFilename()));
            return new PageFile(
                    Objects.requireNonNull(type, () -> "no type for " + resource),
                    bytes,
                    "\"" + DigestUtils.md5DigestAsHex(bytes) + "\"");
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
