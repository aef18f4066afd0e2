package io.realtimeconnect.queuing.queue;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import reactor.core.publisher.Mono;

/** user-service, as far as a ticket needs it. */
@HttpExchange("/internal/users")
public interface Users {

    @GetExchange("/{id}")
    Mono<User> find(@PathVariable UUID id);

    /** A user's name and what the profile says. */
    public record User(
            UUID id,
            String displayName,
            @Nullable List<String> interests,
            @Nullable List<String> languages) {}
}
