package io.realtimeconnect.gateway.openapi;

import io.realtimeconnect.perf.access.Access;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Publishes the document. */
@RestController
@Access(Access.Level.ANYONE)
class OpenApiController {

    private final SuiteDocument document;

    OpenApiController(SuiteDocument document) {
        this.document = document;
    }

    @GetMapping("/openapi.json")
    Mono<ResponseEntity<byte[]>> document() {
        return document.current()
                .map(published -> ResponseEntity.ok()
                        .contentType(MediaType.APPLICATION_JSON)
                        .cacheControl(CacheControl.noCache())
                        .eTag("\"" + published.etag() + "\"")
                        .body(published.bytes()));
    }
}
