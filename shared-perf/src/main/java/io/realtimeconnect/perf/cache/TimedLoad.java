package io.realtimeconnect.perf.cache;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * A loader with its deadline and its time, as one operator: what there is before it and after it is what a miss costs. Too long is a
 * {@link TimeoutException}.
 */
final class TimedLoad<T> extends Mono<T> {

    /** Told what comes of a load; it fails, too, where what it is told first throws. */
    interface Outcome<T> {

        /**
         * It has ended; nobody has seen the value yet.
         *
         * @param value null if there is none
         */
        default void loaded(@Nullable T value) {}

        /**
         * The answer is out.
         *
         * @param value as above
         */
        default void answered(@Nullable T value) {}

        /** It has failed, or took too long; nobody has been told yet. */
        default void failed() {}

        /** Nothing comes of it but what it says before its answer. */
        static <T> Outcome<T> first(Consumer<@Nullable T> loaded) {
            return new Outcome<>() {
                @Override
                public void loaded(@Nullable T value) {
                    loaded.accept(value);
                }
            };
        }
    }

    private final LayeredCache<?> cache;
    private final Mono<T> loader;
    private final Duration deadline;
    private final Outcome<T> outcome;

    TimedLoad(LayeredCache<?> cache, Mono<T> loader, Duration deadline, Outcome<T> outcome) {
        this.cache = cache;
        this.loader = loader;
        this.deadline = deadline;
        this.outcome = outcome;
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        actual.onSubscribe(new Run(actual));
    }

    /** One run; its number says how far it is. */
    private final class Run extends AtomicInteger implements CoreSubscriber<T>, Subscription {

        private static final long serialVersionUID = 1;

        private static final int NEW = 0;
        private static final int GOING = 1;
        private static final int OVER = 2;

        private final transient CoreSubscriber<? super T> actual;
        private transient volatile @Nullable Subscription loading;
        private transient volatile @Nullable Disposable alarm;
        private transient long start;

        Run(CoreSubscriber<? super T> actual) {
            this.actual = actual;
        }

        @Override
        public void request(long n) {
            if (compareAndSet(NEW, GOING)) {
                start = System.nanoTime();
                alarm = cache.remote.alarm(deadline, this::late);
                loader.subscribe(this);
            }
        }

        @Override
        public void onSubscribe(Subscription s) {
            loading = s;
            if (get() == OVER) {
                s.cancel();
            } else {
                s.request(Long.MAX_VALUE);
            }
        }

        @Override
        public void onNext(T value) {
            if (compareAndSet(GOING, OVER)) {
                loaded(value);
            } else {
                Operators.onNextDropped(value, currentContext());
            }
        }

        @Override
        public void onComplete() {
            if (compareAndSet(GOING, OVER)) {
                loaded(null);
            }
        }

        @Override
        public void onError(Throwable failure) {
            if (compareAndSet(GOING, OVER)) {
                failed(failure);
            } else {
                Operators.onErrorDropped(failure, currentContext());
            }
        }

        private void late() {
            if (compareAndSet(GOING, OVER)) {
                stopLoading();
                failed(new TimeoutException("A load of " + cache.name() + " took longer than " + deadline));
            }
        }

        private void loaded(@Nullable T value) {
            long took = System.nanoTime() - start;
            try {
                outcome.loaded(value);
            } catch (Throwable e) {
                failed(Operators.onOperatorError(e, currentContext()));
                return;
            }
            if (value != null) {
                actual.onNext(value);
            }
            actual.onComplete();
            // nobody waits for what follows
            disarm();
            cache.meters.loads.record(took, TimeUnit.NANOSECONDS);
            try {
                outcome.answered(value);
            } catch (Throwable e) {
                Operators.onErrorDropped(e, currentContext());
            }
        }

        private void failed(Throwable failure) {
            disarm();
            cache.meters.failedLoads.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            try {
                outcome.failed();
            } catch (Throwable e) {
                failure.addSuppressed(e);
            }
            actual.onError(failure);
        }

        @Override
        public void cancel() {
            if (getAndSet(OVER) != OVER) {
                disarm();
                stopLoading();
            }
        }

        private void disarm() {
            Disposable set = alarm;
            if (set != null) {
                set.dispose();
            }
        }

        private void stopLoading() {
            Subscription going = loading;
            if (going != null) {
                going.cancel();
            }
        }

        @Override
        public Context currentContext() {
            return actual.currentContext();
        }
    }
}
