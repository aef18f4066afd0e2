package io.realtimeconnect.stores;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** A Redis Cluster of three masters without replicas on 127.0.0.1, to kill and freeze node by node. */
public final class RedisCluster implements AutoCloseable {
    private static final int SLOTS = 16_384;
    private static final int MASTERS = 3;

    private final List<RedisServer> nodes;

    private RedisCluster(List<RedisServer> nodes) {
        this.nodes = nodes;
    }

    static RedisCluster start(Supplier<Path> folders) {
        var password = Secrets.password();
        var nodes = new ArrayList<RedisServer>();
        var buses = new ArrayList<Integer>();
        for (int i = 0; i < MASTERS; i++) {
            int bus = Stores.freePort();
            buses.add(bus);
            nodes.add(RedisServer.quick(folders.get(), Stores.freePort(), password, """
                            cluster-enabled yes
                            cluster-port %d
                            cluster-node-timeout 5000
                            cluster-require-full-coverage no
                            masterauth %s""".formatted(bus, password))
                    .start());
        }
        var cluster = new RedisCluster(nodes);
        try {
            cluster.form(buses);
        } catch (IOException e) {
            cluster.close();
            throw new UncheckedIOException("the cluster does not form", e);
        }
        return cluster;
    }

    /** Its masters, to kill, freeze and start again. */
    public List<RedisServer> nodes() {
        return nodes;
    }

    /** Addresses of all nodes, with commas between. */
    public String urls() {
        return nodes.stream()
                .map(node -> node.store().url().replaceFirst("/0$", ""))
                .collect(Collectors.joining(","));
    }

    /** Kills all nodes. */
    @Override
    public void close() {
        nodes.forEach(RedisServer::close);
    }

    private void form(List<Integer> buses) throws IOException {
        for (int i = 0; i < MASTERS; i++) {
            int from = SLOTS * i / MASTERS;
            int to = SLOTS * (i + 1) / MASTERS - 1;
            nodes.get(i).ask("CLUSTER", "SET-CONFIG-EPOCH", String.valueOf(i + 1));
            nodes.get(i).ask("CLUSTER", "ADDSLOTSRANGE", String.valueOf(from), String.valueOf(to));
        }
        for (int i = 1; i < MASTERS; i++) {
            nodes.get(0)
                    .ask(
                            "CLUSTER",
                            "MEET",
                            "127.0.0.1",
                            String.valueOf(nodes.get(i).port()),
                            buses.get(i).toString());
        }
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        for (var node : nodes) {
            while (!complete(node)) {
                if (System.nanoTime() > deadline) {
                    throw new IOException("node " + node.port() + " does not see the others");
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    /** Whether the node knows who has each of the slots. */
    private static boolean complete(RedisServer node) throws IOException {
        var text = node.ask("CLUSTER", "INFO");
        return text.contains("cluster_state:ok") && text.contains("cluster_slots_assigned:" + SLOTS);
    }
}
