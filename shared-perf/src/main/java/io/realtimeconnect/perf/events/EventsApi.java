package io.realtimeconnect.perf.events;

import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.service.annotation.GetExchange;
import reactor.core.publisher.Mono;

/** The events of another service. */
interface EventsApi {

    @GetExchange("/internal/events")
    Mono<EventPage> after(
            @RequestParam("after") long after, @RequestParam("limit") int limit, @RequestParam("topics") String topics);
}
