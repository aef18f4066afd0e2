package io.realtimeconnect.perf.web;

import io.realtimeconnect.perf.web.ValidationFailed.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.core.MethodParameter;
import org.springframework.core.codec.DecodingException;
import org.springframework.validation.Errors;
import org.springframework.validation.method.ParameterErrors;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.support.WebExchangeBindException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;

/** Says which values of a request do not fit, in the names that the client used. */
final class Violations {

    private Violations() {}

    static Problem of(WebExchangeBindException error) {
        Object target = error.getTarget();
        return new ValidationFailed(of(error, target == null ? Object.class : target.getClass()));
    }

    static Problem of(HandlerMethodValidationException error) {
        List<Violation> violations = new ArrayList<>();
        for (ParameterValidationResult result : error.getParameterValidationResults()) {
            MethodParameter parameter = result.getMethodParameter();
            if (parameter.hasParameterAnnotation(PathVariable.class)) {
                return Translation.notFound();
            }
            if (result instanceof ParameterErrors errors) {
                Object argument = errors.getArgument();
                violations.addAll(of(errors, argument == null ? Object.class : argument.getClass()));
            } else {
                String name = parameterName(parameter);
                result.getResolvableErrors()
                        .forEach(e -> violations.add(new Violation(name == null ? "" : name, text(e))));
            }
        }
        return new ValidationFailed(violations);
    }

    /** JSON that a parser or a type did not take: the value's path where one is known, else just malformed. */
    static Problem of(DecodingException error) {
        Throwable cause = error.getCause();
        if (cause instanceof MismatchedInputException mismatch
                && !mismatch.getPath().isEmpty()) {
            return new ValidationFailed(path(mismatch.getPath()), reason(mismatch));
        }
        return Translation.malformed(
                cause instanceof JacksonException ? "The body is not the JSON this path takes." : said(error));
    }

    static @Nullable String parameterName(MethodParameter parameter) {
        RequestParam param = parameter.getParameterAnnotation(RequestParam.class);
        if (param != null && !param.name().isEmpty()) {
            return param.name();
        }
        RequestHeader header = parameter.getParameterAnnotation(RequestHeader.class);
        if (header != null && !header.name().isEmpty()) {
            return header.name();
        }
        RequestPart part = parameter.getParameterAnnotation(RequestPart.class);
        return part != null && !part.name().isEmpty() ? part.name() : parameter.getParameterName();
    }

    private static List<Violation> of(Errors errors, Class<?> type) {
        List<Violation> violations = new ArrayList<>();
        errors.getFieldErrors()
                .forEach(e -> violations.add(new Violation(JsonNames.path(type, e.getField()), text(e))));
        errors.getGlobalErrors().forEach(e -> violations.add(new Violation("", text(e))));
        return violations;
    }

    private static String text(MessageSourceResolvable error) {
        String text = error.getDefaultMessage();
        return text == null ? "does not fit" : text;
    }

    private static String reason(MismatchedInputException error) {
        if (error instanceof InvalidFormatException format
                && format.getTargetType() != null
                && format.getTargetType().isEnum()) {
            return "is none of the values allowed";
        }
        return error.getCurrentToken() == null || !error.getOriginalMessage().contains("missing")
                ? "has a wrong type or value"
                : "is required";
    }

    private static String said(DecodingException error) {
        String said = error.getMessage();
        if (said == null) {
            return "The body cannot be read.";
        }
        // Spring's own words name the method that wanted the body
        return said.startsWith("No request body") ? "The body is missing." : said;
    }

    private static String path(List<JacksonException.Reference> references) {
        StringBuilder path = new StringBuilder();
        for (JacksonException.Reference reference : references) {
            if (reference.getPropertyName() == null) {
                path.append('[').append(reference.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(reference.getPropertyName());
            }
        }
        return path.toString();
    }
}
