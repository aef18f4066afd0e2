package io.realtimeconnect.communication.recheck;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.realtimeconnect.communication.conversation.Members;
import io.realtimeconnect.communication.delivery.Fanout;
import io.realtimeconnect.communication.log.Appender;
import io.realtimeconnect.communication.log.Change;
import io.realtimeconnect.communication.log.ConversationLog;
import io.realtimeconnect.communication.log.Message;
import io.realtimeconnect.communication.log.Operation;
import io.realtimeconnect.communication.log.Outcome;
import io.realtimeconnect.communication.log.Unscreened;
import io.realtimeconnect.communication.screening.Flags;
import io.realtimeconnect.communication.screening.Screening;
import io.realtimeconnect.communication.screening.Verdict;
import io.realtimeconnect.communication.screening.Verdict.Decision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Screens what was delivered unscreened: takes it from the log, oldest first, and has the log withdraw it or take its mark off. Every
 * instance does so; operations that come twice, or late for a message that is gone or was edited since, change nothing.
 */
@Component
class Recheck {

    private static final Logger log = LoggerFactory.getLogger(Recheck.class);
    /** Nobody waits for it. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int MOST = 64;
    private static final int AT_ONCE = 16;
    private static final String REASON = "screening";

    private final ConversationLog history;
    private final Screening screening;
    private final Appender appender;
    private final Fanout fanout;
    private final Members members;
    private final Flags flags;
    private final Counter withdrawn;
    private final Counter cleared;
    private volatile int size = MOST;

    Recheck(
            ConversationLog history,
            Screening screening,
            Appender appender,
            Fanout fanout,
            Members members,
            Flags flags,
            MeterRegistry registry) {
        this.history = history;
        this.screening = screening;
        this.appender = appender;
        this.fanout = fanout;
        this.members = members;
        this.flags = flags;
        this.withdrawn = counter(registry, "withdrawn");
        this.cleared = counter(registry, "cleared");
    }

    private static Counter counter(MeterRegistry registry, String result) {
        return Counter.builder("rtc.screening.rechecked")
                .description("Messages delivered unscreened, by what became of them")
                .tag("result", result)
                .register(registry);
    }

    /** Until nothing is left that can be done. */
    Mono<Void> run() {
        return Mono.defer(() -> look(size)).repeat().takeUntil(more -> !more).then();
    }

    /** One look; whether there may be more. Texts that take too long together are looked at fewer at a time. */
    private Mono<Boolean> look(int asked) {
        return history.unscreened(asked)
                .filter(found -> !found.isEmpty())
                .flatMap(found -> judge(found).flatMap(verdicts -> settle(found, verdicts)))
                .map(settled -> settled == asked)
                .defaultIfEmpty(false);
    }

    private Mono<List<Verdict>> judge(List<Unscreened> found) {
        return screening
                .judge(found.stream().map(item -> item.message().body()).toList(), PATIENCE)
                .doOnNext(verdicts -> size = Math.min(MOST, size * 4))
                .doOnError(e -> size = Math.max(1, size / 4));
    }

    private Mono<Long> settle(List<Unscreened> found, List<Verdict> verdicts) {
        List<Mono<Boolean>> work = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            work.add(settle(found.get(i), verdicts.get(i)));
        }
        return Flux.fromIterable(work)
                .flatMap(one -> one.onErrorResume(this::later), AT_ONCE)
                .filter(settled -> settled)
                .count();
    }

    private Mono<Boolean> later(Throwable error) {
        log.atDebug().addKeyValue("cause", String.valueOf(error)).log("screening.recheck.later");
        return Mono.just(false);
    }

    /** A mask comes too late for what was read already: moderators are shown it, as they are what is flagged. */
    private Mono<Boolean> settle(Unscreened item, Verdict verdict) {
        Message message = item.message();
        if (verdict.decision() == Decision.block) {
            return withdraw(item.conversationId(), message);
        }
        Mono<Void> first = verdict.decision() == Decision.allow
                ? Mono.empty()
                : flags.raise(message, verdict.score(), verdict.categories());
        return first.then(appender.append(Operation.screened(item.conversationId(), message.id(), message.rev())))
                .map(outcome -> count(outcome, cleared));
    }

    private Mono<Boolean> withdraw(UUID conversationId, Message message) {
        return appender.append(Operation.withdraw(conversationId, message.id(), REASON))
                .delayUntil(outcome -> tell(conversationId, outcome))
                .map(outcome -> count(outcome, withdrawn));
    }

    private static boolean count(Outcome outcome, Counter counter) {
        boolean done = outcome.status() == Outcome.Status.OK;
        if (done) {
            counter.increment();
        }
        return done;
    }

    private Mono<Void> tell(UUID conversationId, Outcome outcome) {
        Message message = outcome.message();
        return message == null || !outcome.isDurable()
                ? Mono.empty()
                : members.usersOf(conversationId)
                        .doOnNext(users -> fanout.changed(conversationId, users, Change.updated(message)))
                        .then();
    }
}
