package io.realtimeconnect.perf.cache;

import java.io.PrintStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** An instance in a process of its own, to be killed: writes growing numbers and says which were accepted. */
final class WriterProcess {

    static final int KEYS = 20;

    private WriterProcess() {}

    /** @param arguments Redis, name of the cache */
    public static void main(String[] arguments) {
        String url = arguments[0];
        String name = arguments[1];
        PrintStream out = System.out;
        Instances instances = instances(url, name, new RowsInRedis(name, url));
        TwoTierCache<Long> cache = instances.start().cache(name, Long.class);
        Flux.range(0, KEYS)
                .flatMap(
                        key -> Flux.range(1, Integer.MAX_VALUE)
                                .concatMap(
                                        value -> cache.put("k" + key, (long) value)
                                                .then(Mono.fromRunnable(() -> {
                                                    out.println("accepted k" + key + " " + value);
                                                    out.flush();
                                                })),
                                        1),
                        KEYS)
                .blockLast();
    }

    static Instances instances(String url, String name, RowsInRedis rows) {
        return new Instances(url)
                .withState(url)
                .with(rows)
                .with("caches." + name + ".strategy", "write-behind")
                .with("write-behind.delay", "200ms")
                .with("write-behind.store-timeout", "1s")
                .with("write-behind.lease", "2s");
    }
}
