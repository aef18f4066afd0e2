package io.realtimeconnect.queuing.queue;

import io.realtimeconnect.perf.web.Problem;
import io.realtimeconnect.queuing.match.Match;
import org.springframework.http.HttpStatus;

/** The user is in a match that stands. */
class AlreadyMatched extends Problem {

    AlreadyMatched(Match match) {
        super(HttpStatus.CONFLICT, "ALREADY_MATCHED", "You are matched already; end that conversation first.");
        with("match", match);
    }
}
