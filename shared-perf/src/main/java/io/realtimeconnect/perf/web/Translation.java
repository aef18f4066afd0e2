package io.realtimeconnect.perf.web;

import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.springframework.core.MethodParameter;
import org.springframework.core.codec.DecodingException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeType;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.support.WebExchangeBindException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.resource.ResourceWebHandler;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.MissingRequestValueException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebInputException;
import org.springframework.web.server.UnsupportedMediaTypeStatusException;

/** What the errors of Spring, of decoders and of stores mean to a client. */
final class Translation {

    private static final HttpMethod OPTIONS = HttpMethod.OPTIONS;

    private Translation() {}

    static Problem of(ServerWebExchange exchange, Throwable error) {
        if (error instanceof MethodNotAllowedException e) {
            return methodNotAllowed(exchange, e);
        }
        if (error instanceof ServerWebInputException e) {
            return input(e);
        }
        if (error instanceof HandlerMethodValidationException e && !e.isForReturnValue()) {
            return Violations.of(e);
        }
        if (error instanceof UnsupportedMediaTypeStatusException e) {
            return unsupported(e.getSupportedMediaTypes());
        }
        if (error instanceof InvalidMediaTypeException || error instanceof InvalidMimeTypeException) {
            return unsupported(List.of());
        }
        if (hasCause(error, DataBufferLimitException.class)) {
            return new Problem(HttpStatus.CONTENT_TOO_LARGE, "PAYLOAD_TOO_LARGE", "The body is too large.");
        }
        if (error instanceof ErrorResponse e) {
            return byStatus(e.getStatusCode());
        }
        if (error instanceof TimeoutException) {
            return DeadlineFilter.timeout();
        }
        Problem store = StoreErrors.translate(error);
        return store == null ? byStatus(HttpStatus.INTERNAL_SERVER_ERROR) : store;
    }

    static Problem notFound() {
        return new Problem(HttpStatus.NOT_FOUND, "NOT_FOUND", "There is nothing here.");
    }

    static Problem malformed(String detail) {
        return new Problem(HttpStatus.BAD_REQUEST, "MALFORMED_REQUEST", detail);
    }

    /** A 405 that names every method of the path; a path that only the fall-back for static files knows is a 404. */
    private static Problem methodNotAllowed(ServerWebExchange exchange, MethodNotAllowedException error) {
        if (exchange.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE) instanceof ResourceWebHandler) {
            return notFound();
        }
        var allowed = error.getSupportedMethods().stream()
                .map(HttpMethod::name)
                .collect(Collectors.toCollection(TreeSet::new));
        if (allowed.contains("GET")) {
            allowed.add("HEAD");
        }
        allowed.add(OPTIONS.name());
        return new Problem(
                        HttpStatus.METHOD_NOT_ALLOWED,
                        "METHOD_NOT_ALLOWED",
                        "This path does not take " + error.getHttpMethod() + ".")
                .header("Allow", String.join(", ", allowed));
    }

    private static Problem input(ServerWebInputException error) {
        MethodParameter parameter = error.getMethodParameter();
        if (parameter != null && parameter.hasParameterAnnotation(PathVariable.class)) {
            return notFound();
        }
        if (error instanceof WebExchangeBindException e) {
            return Violations.of(e);
        }
        if (error instanceof MissingRequestValueException e) {
            return new ValidationFailed(e.getName(), "is required");
        }
        if (hasCause(error, DataBufferLimitException.class)) {
            return new Problem(HttpStatus.CONTENT_TOO_LARGE, "PAYLOAD_TOO_LARGE", "The body is too large.");
        }
        if (error.getCause() instanceof DecodingException e) {
            return Violations.of(e);
        }
        String name = parameter == null ? null : Violations.parameterName(parameter);
        return name == null || error.getCause() == null
                ? malformed("The request is not what this path takes.")
                : new ValidationFailed(name, "has a wrong value");
    }

    private static Problem unsupported(List<? extends MimeType> supported) {
        Problem problem = new Problem(
                HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                "UNSUPPORTED_MEDIA_TYPE",
                "This path does not take that content type.");
        return supported.isEmpty()
                ? problem
                : problem.header(
                        "Accept", supported.stream().map(MimeType::toString).collect(Collectors.joining(", ")));
    }

    private static Problem byStatus(HttpStatusCode code) {
        HttpStatus status = HttpStatus.resolve(code.value());
        if (status == null || status == HttpStatus.INTERNAL_SERVER_ERROR) {
            return new Problem(HttpStatus.INTERNAL_SERVER_ERROR, "INTERNAL_ERROR", "Something went wrong on our side.");
        }
        return switch (status) {
            case NOT_FOUND -> notFound();
            case BAD_REQUEST -> malformed("The request is not what this path takes.");
            case CONTENT_TOO_LARGE -> new Problem(status, "PAYLOAD_TOO_LARGE", "The body is too large.");
            default -> new Problem(status, status.name().toUpperCase(Locale.ROOT), status.getReasonPhrase() + ".");
        };
    }

    private static boolean hasCause(Throwable error, Class<?> type) {
        for (Throwable e = error; e != null; e = e.getCause()) {
            if (type.isInstance(e)) {
                return true;
            }
        }
        return false;
    }
}
