package io.realtimeconnect.e2e.chaos;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one client of one conversation did and saw, in the order in which it happened to it.
 *
 * <p>Not synchronised: each client writes its own, from one thread at a time, and it is read when all is over.
 */
final class History {

    /** A message as a client was shown it, or as the log has it. */
    record Seen(long seq, long rev, String id, String clientMessageId) {}

    /** What an acknowledgement promised. */
    record Promise(long seq, long rev, String id) {}

    final String client;
    final List<String> sent = new ArrayList<>();
    final Map<String, Promise> acknowledged = new LinkedHashMap<>();
    final List<Seen> shown = new ArrayList<>();
    final List<String> complaints = new ArrayList<>();

    History(String client) {
        this.client = client;
    }
}
