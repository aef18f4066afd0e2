package io.realtimeconnect.gateway.openapi;

import io.realtimeconnect.perf.access.Access;
import java.io.IOException;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.DigestUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Publishes what goes over the socket, as AsyncAPI 3. */
@RestController
@Access(Access.Level.ANYONE)
class AsyncApiController {

    private final byte[] document;
    private final String etag;

    AsyncApiController(@Value("classpath:asyncapi.yaml") Resource document) throws IOException {
        this.document = document.getContentAsByteArray();
        this.etag = "\"" + DigestUtils.md5DigestAsHex(this.document) + "\"";
    }

    @GetMapping("/asyncapi.yaml")
    ResponseEntity<byte[]> document() {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_YAML)
                .cacheControl(CacheControl.noCache())
                .eTag(etag)
                .body(document);
    }
}
