package io.realtimeconnect.perf.query;

import io.netty.channel.EventLoopGroup;
import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import org.springframework.boot.r2dbc.autoconfigure.ConnectionFactoryOptionsBuilderCustomizer;
import reactor.netty.http.HttpResources;
import reactor.netty.resources.LoopResources;

/**
 * What connections are opened with, unless {@code spring.r2dbc.properties} says otherwise: a statement time-out, a bounded cache of
 * prepared statements, and the server's event loops in turn (by default a connection stays on the loop that asked for it, which
 * puts a whole pool on one).
 */
final class ConnectionOptions implements ConnectionFactoryOptionsBuilderCustomizer {

    private final QueryProperties properties;

    ConnectionOptions(QueryProperties properties) {
        this.properties = properties;
    }

    @Override
    public void customize(ConnectionFactoryOptions.Builder options) {
        ConnectionFactoryOptions given = options.build();
        set(options, given, PostgresqlConnectionFactoryProvider.STATEMENT_TIMEOUT, properties.statementTimeout());
        set(
                options,
                given,
                PostgresqlConnectionFactoryProvider.PREPARED_STATEMENT_CACHE_QUERIES,
                properties.preparedStatements());
        set(options, given, PostgresqlConnectionFactoryProvider.LOOP_RESOURCES, new LoopsInTurn());
    }

    private static <T> void set(
            ConnectionFactoryOptions.Builder options, ConnectionFactoryOptions given, Option<T> option, T value) {
        if (!given.hasOption(option)) {
            options.option(option, value);
        }
    }

    /** The group that serves requests, not the view of it that prefers the caller's own loop. */
    private static final class LoopsInTurn implements LoopResources {
        @Override
        public EventLoopGroup onServer(boolean useNative) {
            return HttpResources.get().onServer(useNative);
        }

        @Override
        public EventLoopGroup onClient(boolean useNative) {
            return onServer(useNative);
        }

        /** Not ours to dispose of. */
        @Override
        public void dispose() {}

        @Override
        public boolean isDisposed() {
            return false;
        }
    }
}
