package io.realtimeconnect.history.log;

import java.util.List;
import reactor.core.publisher.Mono;

/** Where pages come from. */
interface PageSource {

    /** Messages of a range that is not empty, ascending, as they were at the head's {@code rev} or later. */
    Mono<List<Message>> read(Head head, Window.Range range);
}
