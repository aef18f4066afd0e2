package io.realtimeconnect.communication.voice;

import io.realtimeconnect.perf.web.Problem;
import org.springframework.http.HttpStatus;

/** {@code 404 MEDIA_NOT_FOUND}: there is none of this id, or it is none of the caller's, or its message has gone. */
final class MediaNotFound extends Problem {

    MediaNotFound() {
        super(HttpStatus.NOT_FOUND, "MEDIA_NOT_FOUND", "There is no such voice note.");
    }
}
