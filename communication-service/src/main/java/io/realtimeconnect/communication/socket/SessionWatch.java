package io.realtimeconnect.communication.socket;

import io.realtimeconnect.perf.session.Revocation;
import io.realtimeconnect.perf.session.Sessions;
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

    private final Sessions sessions;
    private final Connections connections;
    private Disposable listening = Disposables.disposed();

    SessionWatch(Sessions sessions, Connections connections) {
        this.sessions = sessions;
        this.connections = connections;
    }

    @Override
    public void start() {
        listening = sessions.revocations().subscribe(this::revoked);
    }

    private void revoked(Revocation news) {
        connections.of(news.userId()).stream()
                .filter(connection -> isMeant(connection.session().handle(), news))
                .forEach(connection -> connection.wire().close(Closing.NO_SESSION));
    }

    private static boolean isMeant(String handle, Revocation news) {
        return news.handle() == null ? !handle.equals(news.except()) : handle.equals(news.handle());
    }

    /** Looks all sessions up; without Redis nobody is thrown out. */
    Mono<Void> check() {
        return Flux.fromIterable(connections.all())
                .flatMap(
                        connection -> sessions.verify(connection.token())
                                .hasElement()
                                .onErrorReturn(true)
                                .doOnNext(live -> {
                                    if (!live) {
                                        connection.wire().close(Closing.NO_SESSION);
                                    }
                                }),
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
