package io.realtimeconnect.perf.web;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Writes any error as {@code application/problem+json}; what is the server's own fault is logged and not shown. */
public final class Problems {

    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    private final JsonMapper json;

    Problems(JsonMapper json) {
        this.json = json;
    }

    /** What an error is to the client. */
    public Problem translate(ServerWebExchange exchange, Throwable error) {
        return error instanceof Problem problem ? problem : Translation.of(exchange, error);
    }

    /** Answers with an error; where the answer has begun, the error goes on and the connection ends. */
    public Mono<Void> write(ServerWebExchange exchange, Throwable error) {
        ServerHttpResponse response = exchange.getResponse();
        if (response.isCommitted()) {
            return Mono.error(error);
        }
        Problem problem = translate(exchange, error);
        log(exchange, problem, error);
        response.setStatusCode(problem.status());
        HttpHeaders headers = response.getHeaders();
        headers.remove(HttpHeaders.CONTENT_ENCODING);
        headers.remove(HttpHeaders.ETAG);
        headers.remove(HttpHeaders.LAST_MODIFIED);
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        headers.setCacheControl("no-store");
        problem.headers().forEach(headers::set);
        byte[] body = json.writeValueAsBytes(document(problem, exchange.getRequest(), RequestId.from(exchange)));
        headers.setContentLength(body.length);
        if (exchange.getRequest().getMethod() == HttpMethod.HEAD) {
            return response.setComplete();
        }
        DataBuffer buffer = response.bufferFactory().wrap(body);
        return response.writeWith(Mono.just(buffer));
    }

    private static Map<String, @Nullable Object> document(Problem problem, ServerHttpRequest request, RequestId id) {
        return document(problem, request.getURI().getRawPath(), id.value());
    }

    static Map<String, @Nullable Object> document(Problem problem, String path, String requestId) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        String words = problem.code().replace('_', ' ').toLowerCase(Locale.ROOT);
        document.put("type", "urn:realtime-connect:problem:" + words.replace(' ', '-'));
        document.put("title", words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1));
        document.put("status", problem.status().value());
        document.put("detail", problem.detail());
        document.put("instance", path);
        document.put("code", problem.code());
        document.put("requestId", requestId);
        problem.properties().forEach(document::putIfAbsent);
        return document;
    }

    private static void log(ServerWebExchange exchange, Problem problem, Throwable error) {
        if (!problem.status().is5xxServerError()) {
            return;
        }
        String method = exchange.getRequest().getMethod().name();
        String path = exchange.getRequest().getPath().value();
        RequestId.from(exchange).log(() -> {
            if (problem.status().value() == 500) {
                log.error("request failed method={} path={}", method, path, error);
            } else {
                log.warn(
                        "request refused method={} path={} code={} cause={}",
                        method,
                        path,
                        problem.code(),
                        error.toString());
            }
        });
    }
}
