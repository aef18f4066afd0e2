package io.realtimeconnect.perf.cache.spring;

import io.realtimeconnect.perf.cache.TwoTierCache;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Waits for caches on the threads of methods that return plain values, never on an event loop: there, what is not at hand counts as
 * not cached.
 */
final class PlainCalls {

    private PlainCalls() {}

    /** The value, null when there is none or when this thread may not wait for it; the work goes on either way. */
    static <T> @Nullable T await(Mono<T> work) {
        CompletableFuture<T> answer = work.toFuture();
        if (Schedulers.isInNonBlockingThread() && !answer.isDone()) {
            return null;
        }
        try {
            return joined(answer);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    /** One load for all callers, run on the thread of one that waits for it, so in its transaction. */
    static @Nullable Object load(TwoTierCache<Object> cache, String key, Callable<?> loader) throws Exception {
        if (Schedulers.isInNonBlockingThread()) {
            Optional<Object> found = await(cache.find(key));
            return found == null ? loader.call() : found.orElse(null);
        }
        Desk desk = new Desk();
        Mono<Object> load = Mono.create(sink -> desk.execute(() -> {
            try {
                sink.success(loader.call());
            } catch (Throwable e) {
                // whoever shares the load is told of an Error as well
                sink.error(e);
            }
        }));
        CompletableFuture<Object> answer = cache.get(key, load).toFuture();
        answer.whenComplete((value, failure) -> desk.execute(() -> {}));
        desk.workUntil(answer);
        return joined(answer);
    }

    private static <T> @Nullable T joined(CompletableFuture<T> answer) throws Exception {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Work for a waiting thread, which event loops bring without a lock; what comes after it has left is done by others. */
    private static final class Desk implements Executor {

        private final Queue<Runnable> work = new ConcurrentLinkedQueue<>();
        private final Thread owner = Thread.currentThread();
        private volatile boolean left;

        @Override
        public void execute(Runnable task) {
            work.add(task);
            // either this sees that the owner has left, or the owner, leaving, sees the task
            if (left) {
                handOver();
            } else {
                LockSupport.unpark(owner);
            }
        }

        void workUntil(CompletableFuture<?> answer) throws InterruptedException {
            try {
                while (!answer.isDone()) {
                    Runnable next = work.poll();
                    if (next != null) {
                        next.run();
                        continue;
                    }
                    LockSupport.park(this);
                    if (Thread.interrupted()) {
                        throw new InterruptedException();
                    }
                }
            } finally {
                left = true;
                handOver();
            }
        }

        private void handOver() {
            for (Runnable task = work.poll(); task != null; task = work.poll()) {
                Schedulers.boundedElastic().schedule(task);
            }
        }
    }
}
