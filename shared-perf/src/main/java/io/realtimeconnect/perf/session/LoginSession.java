package io.realtimeconnect.perf.session;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.session.Session;

/** A session as Spring Session sees it; attributes are values that JSON can carry. */
final class LoginSession implements Session {

    private final String id;
    private final @Nullable UserSession login;
    private final Map<String, Object> attributes;
    private final Instant created;
    private Instant lastAccessed;
    private Duration idle;
    private boolean changed;

    /** @param login null for a visitor, whose session is never stored */
    LoginSession(String id, @Nullable UserSession login, Map<String, Object> attributes, Instant now, Duration idle) {
        this.id = id;
        this.login = login;
        this.attributes = new LinkedHashMap<>(attributes);
        this.created = login == null ? now : login.createdAt();
        this.lastAccessed = login == null ? now : login.lastActiveAt();
        this.idle = idle;
    }

    static LoginSession visitor(Instant now, Duration idle) {
        return new LoginSession("visitor-" + Long.toHexString(now.toEpochMilli()), null, Map.of(), now, idle);
    }

    boolean worthSaving() {
        return login != null && changed;
    }

    Map<String, Object> attributes() {
        return attributes;
    }

    @Nullable
    UserSession login() {
        return login;
    }

    @Override
    public String getId() {
        return id;
    }

    /** A login gets a new token, nothing else does. */
    @Override
    public String changeSessionId() {
        throw new UnsupportedOperationException("Log in again for another token");
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"})
    public <T> T getAttribute(String name) {
        return (T) attributes.get(name);
    }

    @Override
    public Set<String> getAttributeNames() {
        return Set.copyOf(attributes.keySet());
    }

    @Override
    public void setAttribute(String name, @Nullable Object value) {
        changed = true;
        if (value == null) {
            attributes.remove(name);
        } else {
            attributes.put(name, value);
        }
    }

    @Override
    public void removeAttribute(String name) {
        changed = true;
        attributes.remove(name);
    }

    @Override
    public Instant getCreationTime() {
        return created;
    }

    @Override
    public void setLastAccessedTime(Instant at) {
        lastAccessed = at;
    }

    @Override
    public Instant getLastAccessedTime() {
        return lastAccessed;
    }

    @Override
    public void setMaxInactiveInterval(Duration interval) {
        idle = interval;
    }

    @Override
    public Duration getMaxInactiveInterval() {
        return idle;
    }

    /** Redis expires sessions; one that was found has not. */
    @Override
    public boolean isExpired() {
        return false;
    }
}
