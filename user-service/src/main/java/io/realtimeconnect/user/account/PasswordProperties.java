package io.realtimeconnect.user.account;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How passwords are hashed with Argon2id. Memory and iterations are one of the equivalent choices of OWASP's Password Storage Cheat
 * Sheet; hashes made under others are renewed at the next login.
 *
 * @param threads how many are hashed at once; each takes {@code memory} of heap
 * @param queue how many wait for each thread; more are refused with {@code 503}
 */
@Validated
@ConfigurationProperties("rtc.user.password")
record PasswordProperties(
        @DefaultValue("2") @Positive int threads,
        @DefaultValue("100") @Positive int queue,
        @DefaultValue("7MB") @NotNull DataSize memory,
        @DefaultValue("5") @Positive int iterations) {}
