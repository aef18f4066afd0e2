package io.realtimeconnect.gateway.route;

import io.realtimeconnect.perf.web.Problem;
import org.springframework.http.HttpStatus;

/** Answers to requests for which there is no row. */
final class Refused {

    private Refused() {}

    static Problem hostilePath() {
        return new Problem(HttpStatus.BAD_REQUEST, "MALFORMED_REQUEST", "The path is not one this service reads");
    }

    static Problem notFound(String code) {
        return new Problem(HttpStatus.NOT_FOUND, code, "There is nothing at this address");
    }

    static Problem otherMethods(String allow) {
        return new Problem(HttpStatus.METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", "This address knows " + allow);
    }
}
