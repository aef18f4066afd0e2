package io.realtimeconnect.perf.replica;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.Wrapped;
import io.realtimeconnect.perf.replica.ReadReplicas.Route;
import org.reactivestreams.Publisher;
import org.springframework.beans.factory.ObjectProvider;
import reactor.core.publisher.Mono;

/** Lends connections to the primary, and to replicas for reads that were declared. */
final class RoutedConnections implements ConnectionFactory, Wrapped<ConnectionFactory> {

    private final ConnectionFactory primary;
    private final ObjectProvider<Replicas> replicas;

    RoutedConnections(ConnectionFactory primary, ObjectProvider<Replicas> replicas) {
        this.primary = primary;
        this.replicas = replicas;
    }

    @Override
    public Publisher<? extends Connection> create() {
        return Mono.deferContextual(context -> {
            Route route = context.getOrDefault(Route.class, null);
            return route == null ? Mono.<Connection>from(primary.create()) : declared(route);
        });
    }

    private Mono<Connection> declared(Route route) {
        Replicas all = replicas.getObject();
        Replica replica = all.fit();
        if (replica == null) {
            return Mono.<Connection>from(primary.create()).doOnNext(lent -> all.lent(false));
        }
        return Mono.<Connection>from(replica.connections().create())
                .doOnNext(lent -> {
                    route.toReplica();
                    all.lent(true);
                })
                .onErrorResume(e -> Mono.<Connection>from(primary.create()).doOnNext(lent -> all.lent(false)));
    }

    @Override
    public ConnectionFactoryMetadata getMetadata() {
        return primary.getMetadata();
    }

    @Override
    public ConnectionFactory unwrap() {
        return primary;
    }
}
