package io.realtimeconnect.queuing.queue;

import io.realtimeconnect.queuing.ticket.Intent;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whom somebody wants to meet.
 *
 * @param interests the profile's if absent
 * @param languages BCP 47 tags; the profile's if absent
 */
record JoinRequest(
        @NotNull Intent intent,

        @Nullable @Size(max = 20)
        List<@NotNull @Size(min = 1, max = 50) @Pattern(regexp = WORDS, message = "must be one line of text") String>
                interests,

        @Nullable @Size(max = 20)
        List<@NotNull @Pattern(regexp = LANGUAGE, message = "must be a language tag") String> languages) {

    private static final String WORDS = "[^\\p{Cntrl}]*[^\\p{Cntrl}\\s][^\\p{Cntrl}]*";
    private static final String LANGUAGE = "[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}";
}
