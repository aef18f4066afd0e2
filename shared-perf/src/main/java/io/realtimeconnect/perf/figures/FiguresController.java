package io.realtimeconnect.perf.figures;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.web.Limits;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The figures of this service, for the gateway's pages. */
@RestController
@Access(value = Access.Level.SERVICE, callers = "gateway")
class FiguresController {

    private static final int HOUR = 60;
    private static final int DAY = 24 * HOUR;

    private final MinuteFigures table;
    private final Clock clock;

    FiguresController(MinuteFigures table, Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    /** @param minutes how far back, an hour unless said, a day at most */
    @GetMapping("/internal/figures")
    Mono<Map<String, List<MinuteFigures.Minute>>> minutes(@RequestParam(required = false) @Nullable Integer minutes) {
        Duration back = Duration.ofMinutes(Limits.clamp(minutes, HOUR, DAY));
        return table.since(clock.instant().minus(back)).map(items -> Map.of("items", items));
    }
}
