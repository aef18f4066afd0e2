package io.realtimeconnect.perf.cache;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What compression makes of the values of one name, be it a cache's or shared state's. */
record Packing(Counter plain, Counter packed) implements ValueCodec.LongLong {

    static Packing of(MeterRegistry meters, String name) {
        return new Packing(bytes(meters, name, "plain"), bytes(meters, name, "packed"));
    }

    @Override
    public void accept(long before, long after) {
        plain.increment(before);
        packed.increment(after);
    }

    private static Counter bytes(MeterRegistry meters, String name, String form) {
        return Counter.builder("cache.compression")
                .description("Values that were compressed for Redis: bytes before and after")
                .baseUnit("bytes")
                .tags("cache", name, "form", form)
                .register(meters);
    }
}
