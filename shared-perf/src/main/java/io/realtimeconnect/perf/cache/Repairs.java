package io.realtimeconnect.perf.cache;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Keys that were changed while Redis did not answer: what it holds of them is not believed, and removed once it answers. */
final class Repairs {

    private static final int MOST = 10_000;

    private final Set<String> keys = ConcurrentHashMap.newKeySet();
    private volatile boolean everything;

    void add(String key) {
        if (keys.size() < MOST) {
            keys.add(key);
        } else {
            everything = true;
        }
    }

    void addAll() {
        everything = true;
    }

    boolean concern(String key) {
        return everything || (!keys.isEmpty() && keys.contains(key));
    }

    boolean everything() {
        return everything;
    }

    List<String> keys() {
        return List.copyOf(keys);
    }

    void done(String key) {
        keys.remove(key);
    }

    /** After a clear of all values: what is in {@code keys} is repaired with it. */
    void doneAll() {
        everything = false;
        keys.clear();
    }
}
