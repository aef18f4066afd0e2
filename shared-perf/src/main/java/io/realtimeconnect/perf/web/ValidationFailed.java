package io.realtimeconnect.perf.web;

import java.util.List;
import org.springframework.http.HttpStatus;

/** {@code 400 VALIDATION_FAILED}: a well-formed request with values that do not fit, each named as the client wrote it. */
public class ValidationFailed extends Problem {

    private final transient List<Violation> errors;

    public ValidationFailed(String field, String message) {
        this(List.of(new Violation(field, message)));
    }

    public ValidationFailed(List<Violation> errors) {
        super(HttpStatus.BAD_REQUEST, "VALIDATION_FAILED", "The request has values that do not fit.");
        this.errors = List.copyOf(errors);
        with("errors", this.errors);
    }

    public List<Violation> errors() {
        return errors;
    }

    /** @param field a JSON path or parameter name, such as {@code items[0].body} */
    public record Violation(String field, String message) {}
}
