package io.realtimeconnect.perf.cache;

import java.util.Set;

/** Says which caches this service uses once somebody asks for what is in them: until then another instance may have filled their second tier. */
@FunctionalInterface
public interface DeclaredCaches {

    /** Looks through handlers and methods, so it takes its time. */
    Set<String> names();
}
