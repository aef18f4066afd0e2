package io.realtimeconnect.communication.socket;

import io.realtimeconnect.communication.sanction.Standings;
import io.realtimeconnect.perf.session.Revocation;
import io.realtimeconnect.perf.session.Sessions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Closes connections whose session has ended: at once on the news of it, and soon where the news was lost. */
@Component
class SessionWatch implements SmartLifecycle {

    private static final int AT_ONCE = 64;

    /** One device is out within 100 ms; where all are, there is time to find out why. */
    private static final Duration SOON = Duration.ofMillis(60);

    private static final Duration REASON = Duration.ofMillis(500);

    private final Sessions sessions;
    private final Connections connections;
    private final Standings standings;
    private final Set<Connection> leaving = ConcurrentHashMap.newKeySet();
    private Disposable listening = Disposables.disposed();

    SessionWatch(Sessions sessions, Connections connections, Standings standings) {
        this.sessions = sessions;
        this.connections = connections;
        this.standings = standings;
    }

    @Override
    public void start() {
        listening = sessions.revocations().subscribe(this::revoked);
    }

    private void revoked(Revocation news) {
        Duration patience = news.handle() == null && news.except() == null ? REASON : SOON;
        connections.of(news.userId()).stream()
                .filter(connection ->
                        news.ends(connection.userId(), connection.session().handle()))
                .forEach(connection -> close(connection, patience).subscribe());
    }

    /** Under the code that says why. */
    private Mono<Void> close(Connection connection, Duration patience) {
        if (connection.wire().isClosing() || !leaving.add(connection)) {
            return Mono.empty();
        }
        return standings
                .isBarredByNow(connection.userId(), patience)
                .doOnNext(barred -> connection.wire().close(barred ? Closing.SUSPENDED : Closing.NO_SESSION))
                .doFinally(signal -> leaving.remove(connection))
                .then();
    }

    /** Looks all sessions up; without Redis nobody is thrown out. */
    Mono<Void> check() {
        return Flux.fromIterable(connections.all())
                .flatMap(
                        connection -> sessions.verify(connection.token())
                                .hasElement()
                                .onErrorReturn(true)
                                .flatMap(live -> live ? Mono.<Void>empty() : close(connection, REASON)),
                        AT_ONCE)
                .then();
    }

    @Override
    public void stop() {
        listening.dispose();
    }

    @Override
    public boolean isRunning() {
        return !listening.isDisposed();
    }
}
