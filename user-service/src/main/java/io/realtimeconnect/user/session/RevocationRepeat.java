package io.realtimeconnect.user.session;

import io.realtimeconnect.perf.session.Revocation;
import io.realtimeconnect.perf.session.Sessions;
import io.realtimeconnect.perf.session.UserSession;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Ends again what was ended before: when another Redis answers, perhaps with an older state, and when Redis could not be told.
 *
 * <p>A revocation of all sessions ends those that began before it and leaves later logins alone. Every instance repeats; the second
 * finds nothing to do.
 */
@Component
@EnableConfigurationProperties(RevocationProperties.class)
class RevocationRepeat implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(RevocationRepeat.class);
    private static final int AT_ONCE = 8;

    private final Sessions sessions;
    private final RevocationTable table;
    private final RevocationProperties properties;
    private final Clock clock;
    private final AtomicBoolean owed = new AtomicBoolean();
    private Disposable.@Nullable Composite running;

    RevocationRepeat(Sessions sessions, RevocationTable table, RevocationProperties properties, Clock clock) {
        this.sessions = sessions;
        this.table = table;
        this.properties = properties;
        this.clock = clock;
    }

    /** Asks for a repetition soon. */
    void owe() {
        owed.set(true);
    }

    @Override
    public synchronized void start() {
        if (running == null) {
            running = Disposables.composite(
                    sessions.storeReset().subscribe(met -> owe()),
                    Flux.interval(properties.retry())
                            .onBackpressureDrop()
                            .filter(tick -> owed.compareAndSet(true, false))
                            .concatMap(tick -> repeat(), 1)
                            .subscribe());
        }
    }

    @Override
    public synchronized void stop() {
        if (running != null) {
            running.dispose();
            running = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return running != null;
    }

    private Mono<Long> repeat() {
        return table.since(clock.instant().minus(properties.repeat()))
                .bufferUntilChanged(entry -> entry.revocation().userId())
                .flatMap(this::repeat, AT_ONCE)
                .count()
                .doOnNext(users -> log.atInfo().addKeyValue("users", users).log("session.revocations.repeated"))
                .onErrorResume(e -> {
                    owe();
                    log.atWarn().addKeyValue("cause", e.toString()).log("session.revocations.owed");
                    return Mono.empty();
                });
    }

    private Mono<Long> repeat(List<RevocationTable.Entry> ofOneUser) {
        var userId = ofOneUser.get(0).revocation().userId();
        return sessions.list(userId)
                .filter(session -> ofOneUser.stream().anyMatch(entry -> ends(entry, session)))
                .concatMap(session -> sessions.revoke(userId, session.handle()))
                .count();
    }

    private static boolean ends(RevocationTable.Entry entry, UserSession session) {
        Revocation revocation = entry.revocation();
        return revocation.handle() == null
                ? session.createdAt().isBefore(entry.at()) && !session.handle().equals(revocation.except())
                : session.handle().equals(revocation.handle());
    }
}
