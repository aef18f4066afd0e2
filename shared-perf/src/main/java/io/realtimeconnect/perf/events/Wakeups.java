package io.realtimeconnect.perf.events;

import io.realtimeconnect.perf.redis.RedisLink;
import io.realtimeconnect.perf.redis.RedisLinks;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.ReactiveSubscription.ChannelMessage;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Channel {@code ev:<service>}: there is something new in that service's outbox. It carries nothing, and may get lost. */
final class Wakeups {

    private static final String CHANNEL = "ev:";

    private final String self;
    private final @Nullable RedisLinks links;
    private final @Nullable RedisLink link;

    /** @param links null where a service has no Redis: then followers poll */
    Wakeups(String self, @Nullable RedisLinks links) {
        this.self = self;
        this.links = links;
        this.link = links == null ? null : links.link("events");
    }

    Mono<Void> tell() {
        if (link == null) {
            return Mono.empty();
        }
        ChannelMessage<ByteBuffer, ByteBuffer> message = new ChannelMessage<>(bytes(CHANNEL + self), bytes("1"));
        return link.call(redis ->
                        redis.pubSubCommands().publish(Mono.just(message)).next())
                .then()
                // a follower polls where it was not called
                .onErrorComplete();
    }

    Flux<String> from(String source, Runnable listening) {
        return links == null ? Flux.never() : links.listen(CHANNEL + source, listening);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
