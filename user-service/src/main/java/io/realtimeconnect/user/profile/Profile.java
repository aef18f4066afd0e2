package io.realtimeconnect.user.profile;

import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A profile as it is stored and cached; {@link #view} is what people get.
 *
 * @param version 1, and one more with each change
 */
public record Profile(
        UUID userId,
        String username,
        String displayName,
        @Nullable String bio,
        List<String> interests,
        List<String> languages,
        @Nullable LocalDate birthDate,
        @Nullable String city,
        @Nullable String country,
        long version,
        Instant updatedAt) {

    static Profile fresh(UUID userId, String username, String displayName, Instant now) {
        return new Profile(userId, username, displayName, null, List.of(), List.of(), null, null, null, 1, now);
    }

    /** With the age instead of the date of birth, which is nobody's business. */
    public ProfileView view(Instant now) {
        Integer age = birthDate == null
                ? null
                : Period.between(birthDate, now.atZone(ZoneOffset.UTC).toLocalDate())
                        .getYears();
        return new ProfileView(userId, displayName, bio, interests, languages, age, city, country, version, updatedAt);
    }

    boolean saysTheSameAs(Profile other) {
        return equals(other.at(version, updatedAt));
    }

    Profile at(long newVersion, Instant now) {
        return new Profile(
                userId, username, displayName, bio, interests, languages, birthDate, city, country, newVersion, now);
    }
}
