package io.realtimeconnect.communication.call;

import io.realtimeconnect.communication.conversation.EndWatcher;
import io.realtimeconnect.communication.delivery.Fanout;
import io.realtimeconnect.communication.delivery.Hint;
import io.realtimeconnect.communication.delivery.Line;
import io.realtimeconnect.communication.delivery.LineWatcher;
import io.realtimeconnect.communication.delivery.Lines;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Ends calls, once each: because somebody hung up, a socket closed, the conversation ended, or nobody is left to say so. Both are told
 * by a push; who was not, because Redis lost it, is told by {@link #tellAgain}.
 */
@Component("callEndings")
class Endings implements LineWatcher, EndWatcher {

    private static final Logger log = LoggerFactory.getLogger(Endings.class);
    private static final int AT_ONCE = 200;
    private static final int TRIES = 3;

    private final CallTable table;
    private final Speakers speakers;
    private final Lines lines;
    private final Fanout fanout;
    private final CallMeters meters;
    private final Clock clock;

    Endings(CallTable table, Speakers speakers, Lines lines, Fanout fanout, CallMeters meters, Clock clock) {
        this.table = table;
        this.speakers = speakers;
        this.lines = lines;
        this.fanout = fanout;
        this.meters = meters;
        this.clock = clock;
    }

    /** Ends a call as a rule says, which is asked again when somebody else has changed the call meanwhile. */
    Mono<Void> end(Call call, UnaryOperator<Call> rule) {
        return end(call, rule, TRIES);
    }

    private Mono<Void> end(Call found, UnaryOperator<Call> rule, int tries) {
        if (!found.isLive() || tries == 0) {
            return Mono.empty();
        }
        Call ended = rule.apply(found);
        if (ended.isLive()) {
            return Mono.empty();
        }
        return table.end(ended, found.state()).flatMap(mine -> {
            if (mine) {
                meters.ended(ended);
                tell(ended);
                return Mono.empty();
            }
            return table.find(found.conversationId(), found.callId()).flatMap(now -> end(now, rule, tries - 1));
        });
    }

    private void tell(Call call) {
        speakers.remove(Key.of(call));
        Hint hint = Hint.call(frame(call), null, null);
        fanout.tell(call.callerId(), hint);
        fanout.tell(call.calleeId(), hint);
    }

    private static ObjectNode frame(Call call) {
        ObjectNode frame = JsonNodeFactory.instance.objectNode();
        return frame.put("type", Hint.CALL_ENDED)
                .put("conversationId", call.conversationId().toString())
                .put("callId", call.callId())
                .put("reason", call.reason())
                .put("durationMs", call.durationMs());
    }

    /** A connection that spoke in a call has gone. */
    Mono<Void> vanished(Key key, Line line) {
        speakers.remove(key, line);
        return table.find(key.conversationId(), key.callId())
                .flatMap(call -> end(call, found -> found.vanished(line.id(), clock.instant())));
    }

    @Override
    public void left(Line line) {
        speakers.callsOf(line)
                .forEach(key -> vanished(key, line)
                        .subscribe(
                                nothing -> {},
                                e -> log.atDebug()
                                        .addKeyValue("cause", String.valueOf(e))
                                        .log("call.left-to-sweep")));
    }

    @Override
    public Mono<Void> ended(UUID conversationId) {
        return table.live(conversationId)
                .flatMap(call -> end(call, found -> found.end(Ending.CONVERSATION_ENDED, clock.instant())));
    }

    /** Ends what nobody else has: the instance that should have is no more, or it has rung for too long. */
    Mono<Void> sweep() {
        return table.overdue(AT_ONCE)
                .concatMap(overdue -> end(overdue.call(), found -> found.end(overdue.ending(), clock.instant())))
                .then();
    }

    /** Says that the sockets of this instance are there. */
    Mono<Void> renew() {
        Set<UUID> users = lines.users();
        return users.isEmpty()
                ? Mono.empty()
                : table.renew(speakers.connections(), users).then();
    }

    /** Tells those here who have not heard that their call has ended; a connection that has drops it. */
    Mono<Void> tellAgain() {
        List<Key> keys = speakers.calls();
        return keys.isEmpty()
                ? Mono.empty()
                : table.endedOf(keys)
                        .doOnNext(call -> {
                            Hint hint = Hint.call(frame(call), null, null);
                            speakers.remove(Key.of(call)).forEach(line -> line.hint(hint));
                        })
                        .then();
    }
}
