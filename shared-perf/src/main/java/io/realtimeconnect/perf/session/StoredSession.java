package io.realtimeconnect.perf.session;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * A session as Redis keeps it: JSON, version 1, with {@code v}, {@code active} and {@code created} first and {@code attributes} last,
 * which the scripts rely on.
 *
 * @param active ms of the last access that was written
 * @param created ms of the login, by Redis' clock
 */
record StoredSession(
        int v,
        long active,
        long created,
        String handle,
        UUID userId,
        String username,
        Set<Role> roles,
        @Nullable String device,
        @Nullable String ip,
        Map<String, Object> attributes) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final ObjectReader READER = JSON.readerFor(StoredSession.class);
    private static final int VERSION = 1;

    /** Null for what this version cannot read: such a session is unknown here. */
    static @Nullable StoredSession read(String value) {
        try {
            StoredSession session = READER.readValue(value);
            return session.v == VERSION && session.handle != null && session.userId != null && session.roles != null
                    ? session
                    : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    /** What {@code admit.lua} puts behind version and times. */
    static String tail(String handle, Login login) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("handle", handle);
        members.put("userId", login.userId());
        members.put("username", login.username());
        members.put("roles", List.copyOf(login.roles()));
        members.put("device", login.deviceName());
        members.put("ip", login.ip());
        members.put("attributes", Map.of());
        return JSON.writeValueAsString(members).substring(1);
    }

    static String write(Map<String, Object> attributes) {
        return JSON.writeValueAsString(attributes);
    }

    StoredSession activeAt(long ms) {
        return new StoredSession(v, ms, created, handle, userId, username, roles, device, ip, attributes);
    }

    UserSession view(Duration idle, Duration absolute) {
        long expires = Math.min(active + idle.toMillis(), created + absolute.toMillis());
        return new UserSession(
                handle,
                userId,
                username,
                roles,
                device,
                ip,
                Instant.ofEpochMilli(created),
                Instant.ofEpochMilli(active),
                Instant.ofEpochMilli(expires));
    }
}
