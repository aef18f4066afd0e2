package io.realtimeconnect.perf.web;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatusCode;

/**
 * An error that a client may see, as RFC 9457 has it: a status, a stable code in UPPER_SNAKE and a sentence.
 *
 * <p>A feature extends it for each error it names. It carries no stack trace: it is an answer, not a defect.
 */
public class Problem extends RuntimeException {

    private final HttpStatusCode status;
    private final String code;
    private final transient Map<String, @Nullable Object> properties = new LinkedHashMap<>();
    private final transient Map<String, String> headers = new LinkedHashMap<>();

    public Problem(HttpStatusCode status, String code, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
    }

    /** Adds a member to the answer beside the standard ones. */
    public Problem with(String name, @Nullable Object value) {
        properties.put(name, value);
        return this;
    }

    /** Adds a header to the answer. */
    public Problem header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    public HttpStatusCode status() {
        return status;
    }

    public String code() {
        return code;
    }

    public String detail() {
        String detail = getMessage();
        return detail == null ? code : detail;
    }

    public Map<String, @Nullable Object> properties() {
        return properties;
    }

    public Map<String, String> headers() {
        return headers;
    }
}
