package io.realtimeconnect.perf.session;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who logs in, and from where: what {@link Sessions#admit} makes a session of. */
public record Login(
        UUID userId,
        String username,
        Set<Role> roles,
        @Nullable String deviceName,
        @Nullable String ip) {}
