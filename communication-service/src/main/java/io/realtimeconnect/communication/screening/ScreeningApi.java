package io.realtimeconnect.communication.screening;

import java.util.List;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.service.annotation.PostExchange;
import reactor.core.publisher.Mono;

/** moderation-service, which knows the rules. */
interface ScreeningApi {

    record Text(String text) {}

    record Items<T>(List<T> items) {}

    /** Verdicts in the order of the texts, at most 64. */
    @PostExchange("/internal/screen")
    Mono<Items<Verdict>> screen(@RequestBody Items<Text> texts);
}
