package io.realtimeconnect.communication.voice;

import io.realtimeconnect.perf.jobs.Job;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Each minute: removes voice notes that never became a message, or whose message went while nobody could note it. */
@Component
class MediaUpkeep implements Job<Void> {

    private final Library library;
    private final VoiceProperties properties;

    MediaUpkeep(Library library, VoiceProperties properties) {
        this.library = library;
        this.properties = properties;
    }

    @Override
    public String name() {
        return "media-upkeep";
    }

    @Override
    public Class<Void> dataType() {
        return Void.class;
    }

    @Override
    public Duration every() {
        return properties.upkeep();
    }

    @Override
    public Mono<Void> run(String instance, @Nullable Void data) {
        return library.upkeep().then();
    }
}
