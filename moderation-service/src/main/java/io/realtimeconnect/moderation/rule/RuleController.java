package io.realtimeconnect.moderation.rule;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.realtimeconnect.moderation.audit.Audit;
import io.realtimeconnect.moderation.rule.Rule.Kind;
import io.realtimeconnect.moderation.rule.Rule.Severity;
import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.access.CurrentUser;
import io.realtimeconnect.perf.web.Ids;
import io.realtimeconnect.perf.web.Page;
import io.realtimeconnect.perf.web.Problem;
import io.realtimeconnect.perf.web.ValidationFailed;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The rules for administrators. */
@RestController
@RequestMapping("/api/v1/moderation/rules")
@Access(Access.Level.ADMIN)
class RuleController {

    private final Rules cached;
    private final RuleStore rules;
    private final Audit audit;
    private final TransactionalOperator transaction;
    private final Clock clock;

    RuleController(Rules cached, RuleStore rules, Audit audit, TransactionalOperator transaction, Clock clock) {
        this.cached = cached;
        this.rules = rules;
        this.audit = audit;
        this.transaction = transaction;
        this.clock = clock;
    }

    record RuleRequest(
            @NotNull Kind kind,
            @NotBlank @Size(max = 500) String expression,
            @NotBlank @Size(max = 64) String category,
            @NotNull Severity severity,
            @Nullable @Size(min = 2, max = 3) String language) {}

    @GetMapping
    @Operation(operationId = "listRules", summary = "All rules")
    Mono<Page<Rule>> list() {
        return cached.now().map(items -> new Page<>(items, null));
    }

    @GetMapping("/{id}")
    @Operation(operationId = "getRule", summary = "One rule")
    Mono<Rule> one(@PathVariable UUID id) {
        return cached.now()
                .flatMapIterable(all -> all)
                .filter(rule -> rule.id().equals(id))
                .next()
                .switchIfEmpty(Mono.error(RuleController::notFound));
    }

    @PutMapping
    @Operation(operationId = "addRule", summary = "Adds a rule; live on every instance within a second")
    Mono<Rule> add(CurrentUser user, @Valid @RequestBody RuleRequest request) {
        return save(user, Ids.next(), request);
    }

    @PutMapping("/{id}")
    @Operation(operationId = "putRule", summary = "Puts a rule under an id, new or not")
    Mono<Rule> put(CurrentUser user, @PathVariable UUID id, @Valid @RequestBody RuleRequest request) {
        return save(user, id, request);
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(operationId = "deleteRule", summary = "Takes a rule away")
    Mono<Void> delete(CurrentUser user, @PathVariable UUID id) {
        return rules.delete(id)
                .flatMap(there -> there
                        ? audit.write(user.id(), "RULE_DELETED", id, Map.of())
                        : Mono.<Void>error(RuleController::notFound))
                .as(transaction::transactional);
    }

    private Mono<Rule> save(CurrentUser user, UUID id, RuleRequest request) {
        if (request.kind() == Kind.PATTERN) {
            checkPattern(request.expression());
        } else if (request.expression().codePoints().noneMatch(Character::isLetterOrDigit)) {
            throw new ValidationFailed("expression", "has no letter and no digit");
        }
        Instant now = clock.instant();
        return rules.save(new Rule(
                        id,
                        request.kind(),
                        request.expression(),
                        request.category(),
                        request.severity(),
                        request.language(),
                        now,
                        now))
                .flatMap(saved -> audit.write(user.id(), "RULE_PUT", id, Map.of("severity", saved.severity()))
                        .thenReturn(saved))
                .as(transaction::transactional)
                .onErrorMap(
                        DuplicateKeyException.class,
                        e -> new Problem(HttpStatus.CONFLICT, "RULE_EXISTS", "Another rule says the same."));
    }

    /** RE2 never backtracks, and refuses what needs back-references or look-around; {@link PatternShape} refuses the rest. */
    private static void checkPattern(String expression) {
        String objection = PatternShape.objection(expression);
        if (objection != null) {
            throw new ValidationFailed("expression", objection);
        }
        try {
            Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new ValidationFailed("expression", "is no RE2 pattern: " + e.getDescription());
        }
    }

    private static Problem notFound() {
        return new Problem(HttpStatus.NOT_FOUND, "RULE_NOT_FOUND", "There is no such rule.");
    }
}
