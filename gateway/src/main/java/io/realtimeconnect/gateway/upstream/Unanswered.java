package io.realtimeconnect.gateway.upstream;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.realtimeconnect.perf.web.Problem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;

/** What is known about a request that an instance did not answer, and what the client is told. */
public final class Unanswered {

    private Unanswered() {}

    /** Whether no byte of the request left this house, so that any request may go elsewhere. */
    public static boolean neverSent(Throwable error) {
        return error instanceof ConnectException
                || error instanceof UnknownHostException
                || error instanceof NoRouteToHostException
                || error instanceof CallNotPermittedException;
    }

    /** Whether it does no harm to ask another instance the same. */
    static boolean mayGoElsewhere(Throwable error, HttpMethod method) {
        return neverSent(error)
                || error instanceof IOException && (method == HttpMethod.GET || method == HttpMethod.HEAD);
    }

    /** The problem for an error of an attempt; errors that are not about the upstream stay what they are. */
    public static Throwable problem(Throwable error, String service) {
        if (error instanceof TimeoutException) {
            return timeout(service);
        }
        return neverSent(error) || error instanceof IOException ? unavailable(service) : error;
    }

    /** 503: none of the instances could be reached. */
    public static Problem unavailable(String service) {
        return new Problem(HttpStatus.SERVICE_UNAVAILABLE, "UPSTREAM_UNAVAILABLE", service + " does not answer")
                .with("service", service)
                .header(HttpHeaders.RETRY_AFTER, "1");
    }

    /** 504: the deadline passed. */
    static Problem timeout(String service) {
        return new Problem(HttpStatus.GATEWAY_TIMEOUT, "UPSTREAM_TIMEOUT", service + " did not answer in time")
                .with("service", service);
    }
}
