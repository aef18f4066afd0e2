package io.realtimeconnect.queuing.queue;

import io.realtimeconnect.queuing.match.News;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/** Follows a ticket for a client that watches: woken by news, looking every few seconds all the same. */
@Component
class Watch {

    private static final Duration LOOK = Duration.ofSeconds(3);
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final Queue queue;
    private final Flux<Set<UUID>> news;

    Watch(Queue queue, News news) {
        this.queue = queue;
        this.news = news.all().publish().refCount(1, Duration.ofSeconds(10));
    }

    /** From the first ticket on until that is gone; before, nothing but heartbeats, the first of them at once. */
    Flux<ServerSentEvent<TicketView>> events(UUID userId) {
        Flux<Boolean> looks = Flux.merge(
                Flux.interval(Duration.ZERO, LOOK).map(tick -> true),
                news.filter(users -> users.contains(userId)).map(users -> true));
        Flux<ServerSentEvent<TicketView>> changes = looks.onBackpressureLatest()
                .concatMap(look -> queue.look(userId), 1)
                .distinctUntilChanged()
                .skipWhile(view -> view.state() == TicketView.State.IDLE)
                .takeWhile(view -> view.state() != TicketView.State.IDLE)
                .map(view ->
                        ServerSentEvent.builder(view).event(view.state().wire()).build());
        Flux<ServerSentEvent<TicketView>> heartbeat = Flux.interval(Duration.ZERO, HEARTBEAT)
                .map(beat -> ServerSentEvent.<TicketView>builder().comment("").build());
        return changes.publish(shared -> Flux.merge(shared, heartbeat.takeUntilOther(shared.ignoreElements())));
    }
}
