package io.realtimeconnect.queuing.match;

import io.realtimeconnect.perf.web.Problem;
import org.springframework.http.HttpStatus;

/** There is no such match, or it is none of the caller's. */
class MatchNotFound extends Problem {

    MatchNotFound() {
        super(HttpStatus.NOT_FOUND, "MATCH_NOT_FOUND", "There is no such match.");
    }
}
