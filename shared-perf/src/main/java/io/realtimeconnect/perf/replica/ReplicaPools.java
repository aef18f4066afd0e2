package io.realtimeconnect.perf.replica;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.springframework.boot.r2dbc.autoconfigure.ConnectionFactoryOptionsBuilderCustomizer;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcProperties;

/** Opens replicas as the primary is opened: the same options, role and size of pool, another address. */
final class ReplicaPools {

    private static final Duration CONNECT = Duration.ofSeconds(2);

    private final R2dbcProperties primary;
    private final List<ConnectionFactoryOptionsBuilderCustomizer> customizers;

    ReplicaPools(R2dbcProperties primary, List<ConnectionFactoryOptionsBuilderCustomizer> customizers) {
        this.primary = primary;
        this.customizers = customizers;
    }

    /** @throws IllegalArgumentException for what is no address of a PostgreSQL */
    Replica open(String url) {
        URI at = parse(url);
        int port = at.getPort() < 0 ? 5432 : at.getPort();
        ConnectionFactoryOptions options = options(at, port);
        String name = at.getHost() + ":" + port;
        return new Replica(name, pool(options, primary.getPool().getMaxSize()), pool(options, 1));
    }

    private ConnectionFactoryOptions options(URI at, int port) {
        ConnectionFactoryOptions.Builder options = ConnectionFactoryOptions.parse(
                        Objects.requireNonNull(primary.getUrl(), "spring.r2dbc.url is needed for replicas"))
                .mutate()
                .option(ConnectionFactoryOptions.HOST, at.getHost())
                .option(ConnectionFactoryOptions.PORT, port)
                .option(ConnectionFactoryOptions.CONNECT_TIMEOUT, CONNECT);
        if (at.getPath() != null && at.getPath().length() > 1) {
            options.option(ConnectionFactoryOptions.DATABASE, at.getPath().substring(1));
        }
        if (primary.getUsername() != null) {
            options.option(ConnectionFactoryOptions.USER, primary.getUsername());
        }
        if (primary.getPassword() != null) {
            options.option(ConnectionFactoryOptions.PASSWORD, primary.getPassword());
        }
        primary.getProperties().forEach((name, value) -> options.option(Option.valueOf(name), value));
        customizers.forEach(customizer -> customizer.customize(options));
        return options.build();
    }

    private ConnectionPool pool(ConnectionFactoryOptions options, int size) {
        ConnectionFactory factory = ConnectionFactories.get(options);
        R2dbcProperties.Pool as = primary.getPool();
        ConnectionPoolConfiguration.Builder pool = ConnectionPoolConfiguration.builder(factory)
                .initialSize(0)
                .maxSize(size)
                .maxIdleTime(as.getMaxIdleTime());
        if (as.getMaxAcquireTime() != null) {
            pool.maxAcquireTime(as.getMaxAcquireTime());
        }
        return new ConnectionPool(pool.build());
    }

    private static URI parse(String url) {
        try {
            URI at = new URI(url.strip().replaceFirst("^r2dbc:", ""));
            if (at.getHost() != null && String.valueOf(at.getScheme()).matches("postgres(ql)?")) {
                return at;
            }
        } catch (URISyntaxException e) {
            throw refused(e);
        }
        throw refused(null);
    }

    /** Without the address, which may hold a password. */
    private static IllegalArgumentException refused(@org.jspecify.annotations.Nullable Throwable cause) {
        return new IllegalArgumentException(
                "READ_REPLICA_URLS (perf.replica.urls) must be a list of URLs such as postgresql://host:5432/database",
                cause);
    }
}
