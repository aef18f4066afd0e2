package io.realtimeconnect.communication.delivery;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The connections of this instance, by user. While a user has one, the user's channel is listened to. */
@Component
public class Lines {

    private final UserChannels channels;
    private final ObjectProvider<LineWatcher> watchers;
    private volatile List<LineWatcher> told = List.of();
    private final Map<UUID, Set<Line>> byUser = new ConcurrentHashMap<>();

    Lines(UserChannels channels, ObjectProvider<LineWatcher> watchers) {
        this.channels = channels;
        this.watchers = watchers;
        channels.onHint(this::tell);
    }

    /** Completes once hints for the user arrive here, or cannot for now; how many connections the user had here before. */
    public Mono<Integer> add(Line line) {
        return Mono.defer(() -> {
            if (told.isEmpty()) {
                told = watchers.orderedStream().toList(); // they know this one, so it cannot be made with them
            }
            int[] before = {0};
            byUser.compute(line.userId(), (user, lines) -> {
                Set<Line> all = lines == null ? ConcurrentHashMap.newKeySet() : lines;
                before[0] = all.size();
                all.add(line);
                return all;
            });
            return channels.listen(line.userId()).thenReturn(before[0]);
        });
    }

    public void remove(Line line) {
        byUser.computeIfPresent(line.userId(), (user, lines) -> {
            lines.remove(line);
            if (!lines.isEmpty()) {
                return lines;
            }
            channels.leave(user);
            return null;
        });
        told.forEach(watcher -> watcher.left(line));
    }

    public Collection<Line> of(UUID userId) {
        return byUser.getOrDefault(userId, Set.of());
    }

    public Set<UUID> users() {
        return Set.copyOf(byUser.keySet());
    }

    void tell(UUID userId, Hint hint) {
        of(userId).forEach(line -> line.hint(hint));
    }
}
