package io.realtimeconnect.communication.voice;

import io.realtimeconnect.perf.web.Problem;
import org.springframework.http.HttpStatus;

/** {@code 415 UNSUPPORTED_MEDIA}: the content, whatever it is called, is no audio of a kind that is taken. */
final class UnsupportedMedia extends Problem {

    UnsupportedMedia(String detail) {
        super(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA", detail);
    }
}
