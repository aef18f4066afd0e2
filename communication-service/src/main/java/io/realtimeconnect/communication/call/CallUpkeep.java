package io.realtimeconnect.communication.call;

import io.realtimeconnect.perf.jobs.Job;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Each hour: forgets calls that ended long ago. */
@Component
class CallUpkeep implements Job<Void> {

    private final CallTable table;

    CallUpkeep(CallTable table) {
        this.table = table;
    }

    @Override
    public String name() {
        return "call-upkeep";
    }

    @Override
    public Class<Void> dataType() {
        return Void.class;
    }

    @Override
    public Duration every() {
        return Duration.ofHours(1);
    }

    @Override
    public Mono<Void> run(String instance, @Nullable Void data) {
        return table.forget().then();
    }
}
