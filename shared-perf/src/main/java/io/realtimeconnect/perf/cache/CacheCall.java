package io.realtimeconnect.perf.cache;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.realtimeconnect.perf.cache.Deadlines.Deadline;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/**
 * A command, sent at the subscription behind the breaker, and its answer within the time that commands have, as one operator: it stands
 * on the way of every question to Redis. Whatever goes wrong is {@link CacheUnavailable}.
 *
 * @param <R> what Redis replies
 * @param <T> what is made of it
 */
final class CacheCall<R, T> extends Mono<T> {

    /** What is sent on a connection. */
    @FunctionalInterface
    interface Command<T> extends Function<RedisClusterAsyncCommands<String, byte[]>, CompletionStage<T>> {}

    private final CacheLink link;
    private final @Nullable CircuitBreaker breaker;
    private final Command<R> command;
    private final @Nullable Command<R> whole;
    private final Function<R, T> read;

    /**
     * @param breaker null where it has no say
     * @param whole what is sent when Redis lacks the script that the command names, null if it names none
     * @param read makes the answer of a reply; none of no reply
     */
    CacheCall(
            CacheLink link,
            @Nullable CircuitBreaker breaker,
            Command<R> command,
            @Nullable Command<R> whole,
            Function<R, T> read) {
        this.link = link;
        this.breaker = breaker;
        this.command = command;
        this.whole = whole;
        this.read = read;
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        RedisClusterAsyncCommands<String, byte[]> open = link.commands();
        if (open == null) {
            Operators.error(actual, CacheLink.NOT_CONNECTED);
        } else if (breaker != null && !breaker.tryAcquirePermission()) {
            Operators.error(
                    actual,
                    new CacheUnavailable("failed", CallNotPermittedException.createCallNotPermittedException(breaker)));
        } else {
            new Call(actual, open).send();
        }
    }

    private CompletableFuture<R> sent(Command<R> what, RedisClusterAsyncCommands<String, byte[]> open) {
        try {
            return what.apply(open).toCompletableFuture();
        } catch (Throwable e) {
            Exceptions.throwIfFatal(e);
            return CompletableFuture.failedFuture(e);
        }
    }

    /** One that is under way; its number says whether it is over. */
    private final class Call extends AtomicInteger implements Subscription, BiConsumer<R, Throwable> {

        private static final long serialVersionUID = 1;

        private static final int SENT = 0;
        private static final int ASKED = 1;
        private static final int OVER = 2;

        private final transient CoreSubscriber<? super T> actual;
        private final transient RedisClusterAsyncCommands<String, byte[]> open;
        private final transient long since;
        private transient volatile @Nullable CompletableFuture<R> future;
        private transient @Nullable Deadline deadline;
        private transient boolean again;

        Call(CoreSubscriber<? super T> actual, RedisClusterAsyncCommands<String, byte[]> open) {
            this.actual = actual;
            this.open = open;
            this.since = System.nanoTime();
        }

        void send() {
            await(command, since);
            actual.onSubscribe(this);
        }

        /** Sends it. */
        private CompletableFuture<R> await(Command<R> what, long now) {
            CompletableFuture<R> answer = sent(what, open);
            deadline = link.deadlines.start(answer, now);
            future = answer;
            return answer;
        }

        @Override
        public void request(long n) {
            CompletableFuture<R> answer = future;
            if (answer != null && compareAndSet(SENT, ASKED)) {
                answer.whenComplete(this);
            }
        }

        @Override
        public void accept(@Nullable R reply, @Nullable Throwable thrown) {
            met();
            Throwable failure =
                    thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
            if (failure instanceof RedisNoScriptException && whole != null && !again && get() == ASKED) {
                again = true;
                CompletableFuture<R> answer = await(whole, System.nanoTime());
                if (get() == OVER) {
                    answer.cancel(false);
                }
                answer.whenComplete(this);
            } else if (compareAndSet(ASKED, OVER)) {
                end(reply, failure);
            }
        }

        private void met() {
            Deadline running = deadline;
            if (running != null) {
                running.met();
            }
        }

        private void end(@Nullable R reply, @Nullable Throwable failure) {
            long took = System.nanoTime() - since;
            if (failure == null) {
                try {
                    answer(reply);
                } finally {
                    if (breaker != null) {
                        breaker.onSuccess(took, TimeUnit.NANOSECONDS);
                    }
                }
                return;
            }
            if (breaker != null) {
                breaker.onError(took, TimeUnit.NANOSECONDS, failure);
            }
            actual.onError(failure instanceof CacheUnavailable ? failure : new CacheUnavailable("failed", failure));
        }

        private void answer(@Nullable R reply) {
            if (reply != null) {
                T value;
                try {
                    value = read.apply(reply);
                } catch (Throwable e) {
                    actual.onError(Operators.onOperatorError(e, actual.currentContext()));
                    return;
                }
                actual.onNext(value);
            }
            actual.onComplete();
        }

        @Override
        public void cancel() {
            if (getAndSet(OVER) == OVER) {
                return;
            }
            CompletableFuture<R> answer = future;
            if (answer != null) {
                met();
                answer.cancel(false);
            }
            if (breaker != null) {
                breaker.releasePermission();
            }
        }
    }
}
