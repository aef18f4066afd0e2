package io.realtimeconnect.user.profile;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a user may say of themselves; null says nothing. */
record ProfileFields(
        @Nullable @Size(max = 50) @Pattern(regexp = PRINTABLE, message = LETTERS)
        String displayName,

        @Nullable @Size(max = 1000) @Pattern(regexp = TEXT, message = CONTROL)
        String bio,

        @Nullable @Size(max = 20)
        List<@NotBlank @Size(max = 50) @Pattern(regexp = LINE, message = CONTROL) String> interests,

        @Nullable @Size(max = 20)
        List<@NotBlank @Size(max = 35) @Pattern(regexp = LINE, message = CONTROL) String> languages,

        @Nullable LocalDate birthDate,

        @Nullable @Size(max = 100) @Pattern(regexp = LINE, message = CONTROL)
        String city,

        @Nullable @Size(max = 100) @Pattern(regexp = LINE, message = CONTROL)
        String country) {

    /** One line without control characters or halves of surrogate pairs. */
    static final String LINE = "[^\\p{Cntrl}\\p{Cs}]*";

    static final String PRINTABLE = "(?=.*\\S)[^\\p{Cntrl}\\p{Cs}]*";
    static final String TEXT = "[[^\\p{Cntrl}\\p{Cs}][\\n\\r\\t]]*";
    static final String CONTROL = "must not have control characters";
    static final String LETTERS = "must have letters, and no control characters";

    List<String> distinctInterests() {
        return distinct(interests);
    }

    List<String> distinctLanguages() {
        return distinct(languages);
    }

    private static List<String> distinct(@Nullable List<String> values) {
        Map<String, String> distinct = new LinkedHashMap<>();
        for (String value : values == null ? List.<String>of() : values) {
            String shown = value.strip();
            distinct.putIfAbsent(shown.toLowerCase(Locale.ROOT), shown);
        }
        return List.copyOf(distinct.values());
    }
}
