package io.realtimeconnect.perf.events;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.web.Limits;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Lets other services of the suite read this one's events. */
@RestController
class EventsController {

    private static final int MOST = 500;

    private final OutboxTable outbox;

    EventsController(OutboxTable outbox) {
        this.outbox = outbox;
    }

    @GetMapping("/internal/events")
    @Access(Access.Level.SERVICE)
    Mono<EventPage> after(
            @RequestParam(name = "after", defaultValue = "0") long after,
            @RequestParam(name = "limit", required = false) @Nullable Integer limit,
            @RequestParam(name = "topics", defaultValue = "") String topics) {
        Set<String> wanted = StringUtils.commaDelimitedListToSet(topics);
        return outbox.after(after, Limits.clamp(limit, 100, MOST), wanted);
    }
}
