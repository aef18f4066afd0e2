package io.realtimeconnect.e2e.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiPredicate;

/** Reads Server-Sent Events line by line until somebody has had enough of them. */
final class EventStream implements Flow.Subscriber<String> {

    private final BiPredicate<String, String> enough;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final CompletableFuture<Flow.Subscription> open = new CompletableFuture<>();
    private final StringBuilder data = new StringBuilder();
    private String name = "message";

    EventStream(BiPredicate<String, String> enough) {
        this.enough = enough;
    }

    void awaitEnough(Duration limit) {
        try {
            done.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the stream gave too little, last " + data, e);
        } finally {
            open.thenAccept(Flow.Subscription::cancel);
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        open.complete(subscription);
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
        if (line.isEmpty()) {
            if (!data.isEmpty() && enough.test(name, data.toString())) {
                done.complete(null);
            }
            data.setLength(0);
            name = "message";
        } else if (line.startsWith("event:")) {
            name = line.substring(6).strip();
        } else if (line.startsWith("data:")) {
            data.append(line.substring(5).strip());
        }
    }

    @Override
    public void onError(Throwable error) {
        done.completeExceptionally(error);
    }

    @Override
    public void onComplete() {
        done.completeExceptionally(new IllegalStateException("the stream ended"));
    }
}
