package io.realtimeconnect.history.log;

import io.realtimeconnect.perf.web.Cursors;
import io.realtimeconnect.perf.web.Page;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Pages of a conversation for those who take part in it. */
@Service
class Pages {

    private final LogReader reader;
    private final PageSource source;
    private final Cursors cursors;

    Pages(LogReader reader, PageSource source, Cursors cursors) {
        this.reader = reader;
        this.source = source;
        this.cursors = cursors;
    }

    /**
     * One page, ascending by {@code seq}.
     *
     * @param wanted asked only when the user takes part, so that an outsider learns nothing from what it throws
     * @return signals {@link ConversationNotFound} to outsiders as well
     */
    Mono<Page<Message>> page(UUID conversationId, UUID userId, Supplier<Query> wanted) {
        return reader.head(conversationId)
                .filter(head -> head.has(userId))
                .switchIfEmpty(Mono.error(ConversationNotFound::new))
                .flatMap(head -> {
                    Query query = wanted.get();
                    Window window = query.cursor() == null
                            ? query.window()
                            : Window.ofPayload(cursors.decode(scope(conversationId), query.cursor()));
                    return page(head, window, query.limit());
                });
    }

    private Mono<Page<Message>> page(Head head, Window window, int limit) {
        Window.Range range = window.range(head.seq(), limit);
        Window next = window.next(range, head.seq());
        String cursor = next == null ? null : cursors.encode(scope(head.conversationId()), next.payload());
        Mono<List<Message>> items = range.isEmpty() ? Mono.just(List.of()) : source.read(head, range);
        return items.map(found -> new Page<>(found, cursor));
    }

    private static String scope(UUID conversationId) {
        return "messages:" + conversationId;
    }

    /** @param cursor goes before the window when it is given */
    record Query(Window window, @Nullable String cursor, int limit) {}
}
