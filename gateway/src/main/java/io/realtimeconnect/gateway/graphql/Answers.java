package io.realtimeconnect.gateway.graphql;

import io.realtimeconnect.gateway.upstream.Unanswered;
import io.realtimeconnect.perf.web.Problem;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads what services answer: JSON objects as maps, problems as problems. */
final class Answers {

    private static final Logger log = LoggerFactory.getLogger(Answers.class);

    private static final TypeReference<HashMap<String, @Nullable Object>> OBJECT = new TypeReference<>() {};
    private static final Set<String> STANDARD =
            Set.of("type", "title", "status", "detail", "instance", "code", "requestId");

    private final JsonMapper json;

    Answers(JsonMapper json) {
        this.json = json;
    }

    record Answer(HttpStatusCode status, HttpHeaders headers, byte[] body) {}

    Mono<Map<String, @Nullable Object>> read(String service, Answer answer) {
        if (!answer.status().is2xxSuccessful()) {
            return Mono.error(problem(service, answer));
        }
        return answer.body().length == 0
                ? Mono.empty()
                : Mono.fromCallable(() -> object(answer.body())).onErrorMap(JacksonException.class, error -> {
                    log.warn("graphql.answer.unreadable service={} cause={}", service, error.getOriginalMessage());
                    return Unanswered.unavailable(service);
                });
    }

    Map<String, @Nullable Object> object(byte[] body) {
        return json.readValue(body, OBJECT);
    }

    /** The service's own problem, with all it says beside the standard members. */
    Problem problem(String service, Answer answer) {
        Map<String, @Nullable Object> said;
        try {
            said = object(answer.body());
        } catch (JacksonException e) {
            log.warn("graphql.problem.unreadable service={} status={}", service, answer.status());
            return Unanswered.unavailable(service);
        }
        if (!(said.get("code") instanceof String code)) {
            return Unanswered.unavailable(service);
        }
        String detail = said.get("detail") instanceof String text ? text : code;
        Problem problem = new Problem(answer.status(), code, detail);
        said.forEach((name, value) -> {
            if (!STANDARD.contains(name)) {
                problem.with(name, value);
            }
        });
        String retryAfter = answer.headers().getFirst(HttpHeaders.RETRY_AFTER);
        return retryAfter == null ? problem : problem.with("retryAfter", retryAfter);
    }
}
