package io.realtimeconnect.communication.call;

import io.realtimeconnect.communication.delivery.Line;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** The connections of this instance that speak for a side of a call. What is here is a note, not the truth: that is in the table. */
@Component
class Speakers {

    private final Map<Key, Set<Line>> byCall = new ConcurrentHashMap<>();

    void add(Key call, Line line) {
        byCall.compute(call, (key, lines) -> {
            Set<Line> all = lines == null ? ConcurrentHashMap.newKeySet() : lines;
            all.add(line);
            return all;
        });
    }

    void remove(Key call, Line line) {
        byCall.computeIfPresent(call, (key, lines) -> {
            lines.remove(line);
            return lines.isEmpty() ? null : lines;
        });
    }

    /** Forgets a call; who spoke in it. */
    Collection<Line> remove(Key call) {
        Set<Line> lines = byCall.remove(call);
        return lines == null ? Set.of() : lines;
    }

    List<Key> callsOf(Line line) {
        return byCall.entrySet().stream()
                .filter(entry -> entry.getValue().contains(line))
                .map(Map.Entry::getKey)
                .toList();
    }

    List<Key> calls() {
        return List.copyOf(byCall.keySet());
    }

    /** The ids of all of them. */
    List<String> connections() {
        return byCall.values().stream()
                .flatMap(Set::stream)
                .map(Line::id)
                .distinct()
                .toList();
    }
}
