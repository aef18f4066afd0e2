package io.realtimeconnect.perf.resilience;

import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.timeout.ReadTimeoutException;
import io.realtimeconnect.perf.web.Problem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a failed call of another service is to the one who made it. */
final class UpstreamErrors {

    private static final Set<String> STANDARD =
            Set.of("type", "title", "status", "detail", "instance", "code", "requestId");

    private UpstreamErrors() {}

    /** Whether the request never left: another instance may have it, whatever its method. */
    static boolean notConnected(Throwable error) {
        Throwable cause = error instanceof WebClientRequestException ? error.getCause() : error;
        return cause instanceof ConnectException
                || cause instanceof ConnectTimeoutException
                || cause instanceof NoRouteToHostException
                || cause instanceof UnknownHostException;
    }

    /** Whether the request got lost on the way, and may or may not have had its effect. */
    static boolean lost(Throwable error) {
        Throwable cause = error instanceof WebClientRequestException ? error.getCause() : error;
        return cause instanceof IOException;
    }

    static Throwable translate(String service, Throwable error) {
        if (error instanceof Problem) {
            return error;
        }
        if (error instanceof CallNotPermittedException || error instanceof BulkheadFullException) {
            return unavailable(service);
        }
        if (error instanceof TimeoutException
                || error instanceof ReadTimeoutException
                || error.getCause() instanceof ReadTimeoutException) {
            return timeout(service);
        }
        return lost(error) ? unavailable(service) : error;
    }

    static Problem unavailable(String service) {
        return new Problem(
                        HttpStatus.SERVICE_UNAVAILABLE, "UPSTREAM_UNAVAILABLE", "The " + service + " is not available.")
                .header("Retry-After", "2");
    }

    static Problem timeout(String service) {
        return new Problem(
                HttpStatus.GATEWAY_TIMEOUT, "UPSTREAM_TIMEOUT", "The " + service + " did not answer in time.");
    }

    /** The problem that a service answered; that it did not accept our identity is no news for our own caller. */
    static Problem answered(String service, HttpStatusCode status, String body, JsonMapper json) {
        JsonNode document = read(body, json);
        String code = document == null ? null : document.path("code").asString(null);
        if (document == null || code == null || status.value() == 401 || code.equals("FORBIDDEN")) {
            return new Problem(
                    HttpStatus.BAD_GATEWAY, "UPSTREAM_FAILED", "The " + service + " answered " + status.value() + ".");
        }
        Problem problem = new Problem(status, code, document.path("detail").asString(code));
        for (Map.Entry<String, JsonNode> member : document.properties()) {
            if (!STANDARD.contains(member.getKey())) {
                problem.with(member.getKey(), member.getValue());
            }
        }
        return problem;
    }

    private static @Nullable JsonNode read(String body, JsonMapper json) {
        try {
            JsonNode document = json.readTree(body);
            return document.isObject() ? document : null;
        } catch (JacksonException e) {
            return null;
        }
    }
}
