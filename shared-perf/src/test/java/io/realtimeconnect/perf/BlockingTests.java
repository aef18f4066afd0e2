package io.realtimeconnect.perf;

import org.junit.jupiter.api.Test;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** What watches over all other tests is on. */
class BlockingTests {

    @Test
    void whoBlocksAThreadThatMustNotBeBlockedFails() {
        StepVerifier.create(Mono.fromRunnable(Thread::yield).subscribeOn(Schedulers.parallel()))
                .verifyError(BlockingOperationError.class);
    }
}
