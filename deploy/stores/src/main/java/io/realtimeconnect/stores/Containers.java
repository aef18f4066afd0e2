package io.realtimeconnect.stores;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** The stores as containers; Testcontainers removes them when this process ends. */
final class Containers {
    private Containers() {}

    static PostgresStore postgres() {
        var container = new PostgreSQLContainer(DockerImageName.parse("postgres:18-alpine"))
                .withCommand(
                        "postgres",
                        "-c",
                        "fsync=off",
                        "-c",
                        "max_connections=200",
                        "-c",
                        "shared_preload_libraries=pg_stat_statements,auto_explain");
        container.start();
        return new PostgresStore(
                container.getHost(),
                container.getFirstMappedPort(),
                container.getDatabaseName(),
                container.getUsername(),
                container.getPassword());
    }

    static RedisStore redis() {
        var container = new GenericContainer<>(DockerImageName.parse("redis:7.0.15-alpine")).withExposedPorts(6379);
        container.start();
        return new RedisStore("redis://" + container.getHost() + ":" + container.getFirstMappedPort() + "/0");
    }
}
