package io.realtimeconnect.history.erasure;

import io.realtimeconnect.perf.jobs.Jobs;
import java.time.Duration;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Takes orders to erase. */
@Service
class Erasures {

    private final ObjectProvider<Jobs> jobs;

    Erasures(ObjectProvider<Jobs> jobs) {
        this.jobs = jobs;
    }

    /** @param jobId the same one again orders nothing more while it is under way */
    Mono<Erasure> order(UUID jobId, UUID userId) {
        return jobs.getObject()
                .submit(ErasureJob.class, jobId.toString(), new ErasureJob.Order(userId), Duration.ZERO)
                .thenReturn(new Erasure(jobId, "queued"));
    }

    /** What was ordered. */
    record Erasure(UUID jobId, String state) {}
}
