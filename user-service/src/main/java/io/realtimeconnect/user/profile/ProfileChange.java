package io.realtimeconnect.user.profile;

import java.util.Set;

/**
 * A merge patch (RFC 7396): what is named changes, null clears, what is absent stays.
 *
 * @param named which fields the client sent
 */
record ProfileChange(Set<String> named, ProfileFields fields) {

    Profile applyTo(Profile present) {
        String displayName = fields.displayName() == null
                ? present.username()
                : fields.displayName().strip();
        return new Profile(
                present.userId(),
                present.username(),
                named.contains("displayName") ? displayName : present.displayName(),
                named.contains("bio") ? fields.bio() : present.bio(),
                named.contains("interests") ? fields.distinctInterests() : present.interests(),
                named.contains("languages") ? fields.distinctLanguages() : present.languages(),
                named.contains("birthDate") ? fields.birthDate() : present.birthDate(),
                named.contains("city") ? fields.city() : present.city(),
                named.contains("country") ? fields.country() : present.country(),
                present.version(),
                present.updatedAt());
    }
}
