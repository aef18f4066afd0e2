package io.realtimeconnect.moderation.screening;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.web.MaxBody;
import io.realtimeconnect.perf.web.Problem;
import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Screening: for moderators who try a text, and for communication-service before it appends. */
@RestController
class ScreeningController {

    private final LiveRules rules;
    private final Scheduler screening;

    ScreeningController(LiveRules rules, Scheduler screening) {
        this.rules = rules;
        this.screening = screening;
    }

    record CheckRequest(
            @NotNull @Size(max = 10_000) String text,
            @Nullable @Size(min = 2, max = 3) String language) {}

    record ScreenRequest(@NotEmpty @Size(max = 64) List<@Valid CheckRequest> items) {}

    record Verdicts(List<Brief> items) {}

    /** @param maskedText where the decision is to mask, else left out */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Brief(
            Decision decision,
            double score,
            List<String> categories,
            @Nullable String maskedText) {

        static Brief of(Verdict verdict) {
            return new Brief(
                    verdict.decision(),
                    verdict.score(),
                    verdict.categories(),
                    verdict.decision() == Decision.mask ? verdict.maskedText() : null);
        }
    }

    @PostMapping("/api/v1/moderation/check")
    @Access(Access.Level.MODERATOR)
    @Operation(operationId = "checkText", summary = "What the rules say of a text")
    Mono<Verdict> check(@Valid @RequestBody CheckRequest request) {
        RuleBook book = rules.book();
        return off(() -> book.judge(request.text(), request.language()));
    }

    /** One call for the messages of many senders; verdicts in the order of the texts. */
    @Hidden
    @PostMapping("/internal/screen")
    @Access(value = Access.Level.SERVICE, callers = "communication-service")
    @MaxBody("2MB")
    Mono<Verdicts> screen(@Valid @RequestBody ScreenRequest request) {
        RuleBook book = rules.book();
        return Flux.fromIterable(request.items())
                .flatMapSequential(
                        item -> off(() -> Brief.of(book.judge(item.text(), item.language()))),
                        request.items().size())
                .collectList()
                .map(Verdicts::new);
    }

    /** Away from the event loops, on threads that do nothing else; what a caller has given up before its turn is not done. */
    private <T> Mono<T> off(Callable<T> work) {
        return Mono.fromCallable(work)
                .subscribeOn(screening)
                .onErrorMap(
                        RejectedExecutionException.class,
                        e -> new Problem(
                                        HttpStatus.SERVICE_UNAVAILABLE,
                                        "SCREENING_BUSY",
                                        "Too many texts are waiting to be screened.")
                                .header("Retry-After", "1"));
    }
}
