package io.realtimeconnect.perf.cache;

import io.realtimeconnect.perf.web.Problem;
import org.springframework.http.HttpStatus;

/**
 * A write-behind cache took a put or a removal neither into its journal nor to its source: the journal is full or out of reach, and the
 * source knows no {@link CacheSource#versioned() versions}. Where Redis did not answer, or another server with its
 * clock behind came in its place, the change may turn up all the same.
 */
public final class CacheWriteRefused extends Problem {

    CacheWriteRefused(String cache) {
        super(HttpStatus.SERVICE_UNAVAILABLE, "WRITE_REFUSED", "Writes of " + cache + " are not accepted now.");
        header("Retry-After", "1");
    }
}
