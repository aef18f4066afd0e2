package io.realtimeconnect.communication.voice;

import io.realtimeconnect.perf.web.Problem;
import java.time.Duration;
import org.springframework.http.HttpStatus;

/** {@code 413 MEDIA_TOO_LARGE}: more bytes or more seconds than a voice note may have. */
final class MediaTooLarge extends Problem {

    private MediaTooLarge(String detail) {
        super(HttpStatus.CONTENT_TOO_LARGE, "MEDIA_TOO_LARGE", detail);
    }

    static MediaTooLarge bytes(long most) {
        return new MediaTooLarge("A voice note has at most " + most + " bytes.");
    }

    static MediaTooLarge seconds(Duration most) {
        return new MediaTooLarge("A voice note lasts at most " + most.toSeconds() + " seconds.");
    }
}
