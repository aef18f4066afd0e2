package io.realtimeconnect.user.profile;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A public profile.
 *
 * @param age full years, null where no date of birth is given
 */
public record ProfileView(
        UUID userId,
        String displayName,
        @Nullable String bio,
        List<String> interests,
        List<String> languages,
        @Nullable Integer age,
        @Nullable String city,
        @Nullable String country,
        long version,
        Instant updatedAt) {}
