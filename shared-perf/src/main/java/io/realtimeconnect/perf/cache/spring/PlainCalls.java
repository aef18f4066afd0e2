package io.realtimeconnect.perf.cache.spring;

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

    /**
     * One load for all callers, run on the thread of one that waits for it, so in its transaction. An event loop that does not find it
     * at hand runs the method itself.
     */
    static @Nullable Object load(Together caches, String key, Callable<?> loader) throws Exception {
        if (Schedulers.isInNonBlockingThread()) {
            Together.Moment before = caches.heard(key);
            Optional<Object> found = await(caches.find(key));
            if (found != null) {
                return found.orElse(null);
            }
            Object made = loader.call();
            before.keep(made).subscribe();
            return made;
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
        CompletableFuture<Object> answer = caches.get(key, load).toFuture();
        answer.whenComplete((value, failure) -> desk.execute(() -> {}));
        desk.workUntil(answer);
        return joined(answer);
    }

    static IllegalStateException noWriteHere(String cache) {
        return new IllegalStateException("Puts to cache " + cache
                + " are written to its source, and an event loop may not wait for that: return a Mono, Flux or future");
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
