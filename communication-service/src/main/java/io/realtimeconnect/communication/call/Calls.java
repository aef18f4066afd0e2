package io.realtimeconnect.communication.call;

import com.github.benmanes.caffeine.cache.Ticker;
import io.realtimeconnect.communication.conversation.Members;
import io.realtimeconnect.communication.delivery.Fanout;
import io.realtimeconnect.communication.delivery.Hint;
import io.realtimeconnect.communication.delivery.Line;
import io.realtimeconnect.communication.delivery.Lines;
import io.realtimeconnect.perf.web.Problem;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Takes what is said about calls: the state first, which the database decides, then the partner. */
@Service
public class Calls {

    private final CallTable table;
    private final Endings endings;
    private final Speakers speakers;
    private final Members members;
    private final Lines lines;
    private final Fanout fanout;
    private final Reachability reachability;
    private final CallProperties properties;
    private final CallMeters meters;
    private final Clock clock;
    private final Allowance frames;
    private final Allowance offers;

    Calls(
            CallTable table,
            Endings endings,
            Speakers speakers,
            Members members,
            Lines lines,
            Fanout fanout,
            Reachability reachability,
            CallProperties properties,
            CallMeters meters,
            Clock clock) {
        this.table = table;
        this.endings = endings;
        this.speakers = speakers;
        this.members = members;
        this.lines = lines;
        this.fanout = fanout;
        this.reachability = reachability;
        this.properties = properties;
        this.meters = meters;
        this.clock = clock;
        this.frames = new Allowance(
                properties.framesPerSecond(), Duration.ofSeconds(1), properties.burst(), Ticker.systemTicker());
        this.offers = new Allowance(
                properties.offersPerMinute(),
                Duration.ofMinutes(1),
                properties.offersPerMinute(),
                Ticker.systemTicker());
    }

    /**
     * Does what a frame asks for, and passes it on.
     *
     * @param line the connection that says it
     * @return signals {@code CONVERSATION_NOT_FOUND}, {@code CONVERSATION_ENDED}, {@code CALL_BUSY}, {@code CALL_NOT_FOUND},
     *     {@code CALL_ENDED}, {@code CALL_TAKEN}, {@code CALL_NOT_ANSWERABLE}, {@code PARTNER_OFFLINE}, {@code RATE_LIMITED},
     *     {@code VALIDATION_FAILED}
     */
    public Mono<Void> handle(Line line, Signal signal) {
        return Mono.defer(() -> {
            signal.check(properties);
            if (signal.kind() != Signal.Kind.HANGUP) {
                frames.take(line.userId());
            }
            return members.partnersOf(signal.conversationId(), line.userId())
                    .flatMap(partners -> handle(line, signal, partners.get(0)));
        });
    }

    private Mono<Void> handle(Line line, Signal signal, UUID partner) {
        return switch (signal.kind()) {
            case OFFER -> offer(line, signal, partner, true);
            case ANSWER -> known(signal).flatMap(call -> answer(line, signal, call, true));
            case CANDIDATE ->
                known(signal)
                        .doOnNext(call -> relay(call.candidate(line.userId(), line.id()), line, signal))
                        .then();
            case HANGUP ->
                known(signal).filter(Call::isLive).flatMap(call -> {
                    relay(call, line, signal);
                    return endings.end(call, found -> found.hangup(line.userId(), signal.reason(), clock.instant()));
                });
        };
    }

    private Mono<Call> known(Signal signal) {
        return table.find(signal.conversationId(), signal.callId())
                .switchIfEmpty(Mono.error(
                        () -> new Problem(HttpStatus.NOT_FOUND, "CALL_NOT_FOUND", "There is no such call.")));
    }

    private Mono<Void> offer(Line line, Signal signal, UUID partner, boolean again) {
        return table.find(signal.conversationId(), signal.callId())
                .switchIfEmpty(table.live(signal.conversationId()))
                .doOnNext(call -> relay(call.offer(line.userId(), signal.callId(), line.id()), line, signal))
                .map(call -> true)
                .switchIfEmpty(Mono.defer(() -> ring(line, signal, partner)))
                .onErrorResume(
                        DuplicateKeyException.class,
                        e -> again ? offer(line, signal, partner, false).thenReturn(true) : Mono.error(Call.busy()))
                .doOnError(e -> {
                    if (again && e instanceof Problem p && p.code().equals("CALL_BUSY")) {
                        meters.busy();
                    }
                })
                .then();
    }

    private Mono<Boolean> ring(Line line, Signal signal, UUID partner) {
        offers.take(line.userId());
        Call call = Call.ringing(
                signal.conversationId(), signal.callId(), line.userId(), partner, line.id(), clock.instant());
        return table.isOpen(signal.conversationId())
                .filter(open -> open)
                .switchIfEmpty(Mono.error(Calls::over))
                .flatMap(open -> reachability.isReachable(line.userId(), partner))
                .filter(reachable -> reachable)
                .switchIfEmpty(Mono.error(this::unreachable))
                .flatMap(reachable -> table.insert(call))
                .filter(begun -> begun)
                .switchIfEmpty(Mono.error(Calls::over))
                .doOnNext(begun -> relay(call, line, signal))
                .flatMap(begun -> speaks(call, line).thenReturn(true));
    }

    private static Problem over() {
        return new Problem(HttpStatus.CONFLICT, "CONVERSATION_ENDED", "The conversation has ended.");
    }

    private Problem unreachable() {
        meters.unreachable();
        return new Problem(HttpStatus.CONFLICT, "PARTNER_OFFLINE", "The partner is not connected.");
    }

    private Mono<Void> answer(Line line, Signal signal, Call call, boolean again) {
        Call next = call.answer(line.userId(), line.id(), clock.instant());
        if (next == call) {
            relay(call, line, signal);
            return Mono.empty();
        }
        return table.activate(next).flatMap(first -> {
            if (first) {
                relay(next, line, signal);
                tellOtherDevices(line, signal);
                return speaks(next, line);
            }
            return again ? known(signal).flatMap(now -> answer(line, signal, now, false)) : Mono.error(Call.busy());
        });
    }

    /** From now on the call depends on this connection, which may have gone while the database was asked. */
    private Mono<Void> speaks(Call call, Line line) {
        speakers.add(Key.of(call), line);
        return lines.of(line.userId()).contains(line) ? Mono.empty() : endings.vanished(Key.of(call), line);
    }

    /** To the connection that speaks for the partner; to all of the partner's while none does. */
    private void relay(Call call, Line line, Signal signal) {
        UUID from = line.userId();
        UUID partner = call.partnerOf(from);
        @Nullable String speaker = partner.equals(call.callerId()) ? call.callerConnection() : call.calleeConnection();
        fanout.tell(partner, Hint.call(signal.relayed(from), speaker, null));
    }

    /** Those of the callee's that ring as well may stop. */
    private void tellOtherDevices(Line line, Signal signal) {
        ObjectNode frame = JsonNodeFactory.instance.objectNode();
        frame.put("type", "call.answered")
                .put("conversationId", signal.conversationId().toString())
                .put("callId", signal.callId());
        fanout.tell(line.userId(), Hint.call(frame, null, line.id()));
    }
}
