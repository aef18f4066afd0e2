package io.realtimeconnect.gateway.graphql;

import io.realtimeconnect.perf.web.Problem;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.util.UriUtils;

/**
 * One public call of a service.
 *
 * @param path with its query, escaped
 * @param body what becomes JSON, null for none
 * @param ifMatch version that the thing must have
 */
record Ask(
        HttpMethod method,
        String service,
        String path,
        @Nullable Object body,
        @Nullable String ifMatch) {

    private static final Pattern UUID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    static Ask get(String service, String path) {
        return new Ask(HttpMethod.GET, service, path, null, null);
    }

    static Ask post(String service, String path, @Nullable Object body) {
        return new Ask(HttpMethod.POST, service, path, body, null);
    }

    static Ask put(String service, String path) {
        return new Ask(HttpMethod.PUT, service, path, null, null);
    }

    static Ask patch(String service, String path, Object body) {
        return new Ask(HttpMethod.PATCH, service, path, body, null);
    }

    static Ask delete(String service, String path) {
        return new Ask(HttpMethod.DELETE, service, path, null, null);
    }

    /** With one more parameter, unless its value is null. */
    Ask with(String name, @Nullable Object value) {
        if (value == null) {
            return this;
        }
        String pair = name + "=" + UriUtils.encode(value.toString(), StandardCharsets.UTF_8);
        return new Ask(method, service, path + (path.contains("?") ? "&" : "?") + pair, body, ifMatch);
    }

    Ask ifMatch(@Nullable Long version) {
        return new Ask(method, service, path, body, version == null ? null : "\"" + version + "\"");
    }

    /** A segment of a path; what does not look like an id is missed as one that does not exist. */
    static String id(String value, String notFound) {
        if (!UUID.matcher(value).matches()) {
            throw missing(notFound);
        }
        return value;
    }

    static Problem missing(String code) {
        return new Problem(HttpStatus.NOT_FOUND, code, "There is nothing with this id");
    }
}
