package io.realtimeconnect.user.account;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

record RegisterRequest(
        @NotNull @Pattern(regexp = USERNAME, message = "must have 3 to 32 of A-Z a-z 0-9 . _ -")
        String username,

        @NotNull @Size(max = 254) @Pattern(regexp = EMAIL, message = "must be an e-mail address")
        String email,

        @NotNull @Size(min = 8, max = 128) @Pattern(regexp = LINE, message = CONTROL)
        String password,

        @Nullable @Size(max = 50) @Pattern(regexp = NAME, message = CONTROL)
        String displayName) {

    static final String USERNAME = "[A-Za-z0-9._-]{3,32}";
    static final String EMAIL =
            "[^\\p{Cntrl}\\p{Cs}\\s@]{1,64}@[^\\p{Cntrl}\\p{Cs}\\s@.]+(\\.[^\\p{Cntrl}\\p{Cs}\\s@.]+)+";

    /** One line without control characters or halves of surrogate pairs. */
    static final String LINE = "[^\\p{Cntrl}\\p{Cs}]*";

    static final String NAME = "(?=.*\\S)[^\\p{Cntrl}\\p{Cs}]*";
    static final String CONTROL = "must have letters, and no control characters";

    @Override
    public String toString() {
        return "RegisterRequest[username=" + username + "]";
    }
}
