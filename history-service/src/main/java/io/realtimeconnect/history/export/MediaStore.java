package io.realtimeconnect.history.export;

import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.service.annotation.GetExchange;
import reactor.core.publisher.Mono;

/** What of communication-service's internal API an export needs. */
interface MediaStore {

    /** A voice note as it is stored, at most 5 MiB; 404 when it is gone. */
    @GetExchange("/internal/media/{mediaId}")
    Mono<ResponseEntity<byte[]>> find(@PathVariable("mediaId") UUID mediaId);
}
