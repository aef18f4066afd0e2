package io.realtimeconnect.communication.socket;

import io.realtimeconnect.communication.call.Calls;
import io.realtimeconnect.communication.call.Signal;
import io.realtimeconnect.communication.presence.Presence;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

/** {@code call.offer}, {@code call.answer}, {@code call.candidate}, {@code call.hangup}. */
@Configuration(proxyBeanMethods = false)
class CallFrames {

    private record Handler(Signal.Kind kind, Calls calls, Presence presence) implements FrameHandler {

        @Override
        public String type() {
            return kind.type();
        }

        @Override
        public Mono<Void> handle(Connection connection, Inbound frame) {
            if (kind != Signal.Kind.CANDIDATE) {
                presence.active(connection.userId());
            }
            return calls.handle(
                    connection,
                    new Signal(
                            kind,
                            frame.conversation(),
                            frame.text("callId"),
                            frame.body().get(kind.member())));
        }
    }

    @Bean
    FrameHandler callOfferFrame(Calls calls, Presence presence) {
        return new Handler(Signal.Kind.OFFER, calls, presence);
    }

    @Bean
    FrameHandler callAnswerFrame(Calls calls, Presence presence) {
        return new Handler(Signal.Kind.ANSWER, calls, presence);
    }

    @Bean
    FrameHandler callCandidateFrame(Calls calls, Presence presence) {
        return new Handler(Signal.Kind.CANDIDATE, calls, presence);
    }

    @Bean
    FrameHandler callHangupFrame(Calls calls, Presence presence) {
        return new Handler(Signal.Kind.HANGUP, calls, presence);
    }
}
