package io.realtimeconnect.user.account;

import static io.realtimeconnect.user.account.RegisterRequest.CONTROL;
import static io.realtimeconnect.user.account.RegisterRequest.LINE;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** @param login username or e-mail address */
record LoginRequest(
        @NotBlank @Size(max = 254) @Pattern(regexp = LINE, message = CONTROL)
        String login,

        @NotEmpty @Size(max = 128) String password,

        @Nullable @Size(max = 100) @Pattern(regexp = LINE, message = CONTROL)
        String deviceName) {

    @Override
    public String toString() {
        return "LoginRequest[login=" + login + "]";
    }
}
