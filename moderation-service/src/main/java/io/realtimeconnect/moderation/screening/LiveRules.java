package io.realtimeconnect.moderation.screening;

import io.realtimeconnect.moderation.rule.Rules;
import io.realtimeconnect.perf.web.Problem;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The rule book in force here: compared with the store's revision twice a second and swapped whole when that moved. While
 * PostgreSQL does not answer, the last one stays; before it has answered for the first time there is none, and no text is judged.
 */
@Component
class LiveRules implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(LiveRules.class);

    private final Rules rules;
    private final Duration interval;
    private volatile @Nullable RuleBook book;
    private volatile long revision;
    private volatile Disposable watch = Disposables.disposed();

    LiveRules(Rules rules, @Value("${rtc.moderation.rule-check:500ms}") Duration interval) {
        this.rules = rules;
        this.interval = interval;
    }

    /** @throws Problem 503 {@code RULES_NOT_LOADED} before there is one */
    RuleBook book() {
        RuleBook loaded = book;
        if (loaded == null) {
            throw new Problem(HttpStatus.SERVICE_UNAVAILABLE, "RULES_NOT_LOADED", "The rules have not been read yet.")
                    .header("Retry-After", "1");
        }
        return loaded;
    }

    boolean isLoaded() {
        return book != null;
    }

    long revision() {
        return revision;
    }

    @Override
    public void start() {
        watch = Flux.interval(Duration.ZERO, interval)
                .onBackpressureDrop()
                .concatMap(tick -> refresh().onErrorResume(this::keep), 1)
                .subscribe();
    }

    private Mono<Void> refresh() {
        return rules.revision()
                .filter(latest -> book == null || latest != revision)
                .flatMap(latest -> rules.at(latest)
                        .publishOn(Schedulers.parallel())
                        .map(RuleBook::new)
                        .doOnNext(compiled -> {
                            book = compiled;
                            revision = latest;
                        }))
                .timeout(Duration.ofSeconds(5))
                .then();
    }

    private Mono<Void> keep(Throwable error) {
        LOG.atWarn()
                .addKeyValue("revision", revision)
                .addKeyValue("error", error.toString())
                .log("Rules not compared; the last ones stay in force");
        return Mono.empty();
    }

    @Override
    public void stop() {
        watch.dispose();
    }

    @Override
    public boolean isRunning() {
        return !watch.isDisposed();
    }
}
