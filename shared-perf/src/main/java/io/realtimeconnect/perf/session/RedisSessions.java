package io.realtimeconnect.perf.session;

import io.realtimeconnect.perf.redis.LuaScript;
import io.realtimeconnect.perf.redis.RedisLink;
import io.realtimeconnect.perf.redis.RedisUnavailable;
import io.realtimeconnect.perf.web.Ids;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Sessions in Redis: {@code s:{<user id>}:<SHA-256 of the secret>} holds a {@link StoredSession}, {@code s:{<user id>}:index} their
 * hashes by time of login. All keys of a user share a slot, all changes are one script.
 */
final class RedisSessions implements Sessions {

    private static final LuaScript ADMIT = LuaScript.beside(RedisSessions.class, "admit.lua");
    private static final LuaScript LIST = LuaScript.beside(RedisSessions.class, "list.lua");
    private static final LuaScript REVOKE = LuaScript.beside(RedisSessions.class, "revoke.lua");
    private static final LuaScript TOUCH = LuaScript.beside(RedisSessions.class, "touch.lua");
    private static final LuaScript ATTRIBUTES = LuaScript.beside(RedisSessions.class, "attributes.lua");

    private final RedisLink redis;
    private final SessionProperties properties;
    private final NearSessions near;
    private final SessionNews news;
    private final SessionMetrics metrics;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    RedisSessions(
            RedisLink redis,
            SessionProperties properties,
            NearSessions near,
            SessionNews news,
            SessionMetrics metrics,
            Clock clock) {
        this.redis = redis;
        this.properties = properties;
        this.near = near;
        this.news = news;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public Mono<Admitted> admit(Login login) {
        return Mono.fromCallable(() -> Token.fresh(login.userId(), random))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(text -> admit(login, text, Ids.next().toString()))
                .onErrorMap(RedisUnavailable.class, e -> new SessionStoreUnavailable());
    }

    private Mono<Admitted> admit(Login login, String text, String handle) {
        Token token = parsed(text);
        String tail = StoredSession.tail(handle, login);
        return redis.eval(
                        ADMIT,
                        List.of(Token.index(login.userId()), token.key()),
                        token.hash(),
                        tail,
                        properties.maxPerUser(),
                        properties.policy().inScript,
                        properties.idleTimeout().toMillis(),
                        properties.absoluteTimeout().toMillis(),
                        Token.prefix(login.userId()),
                        RevocationNews.CHANNEL,
                        login.userId())
                .map(reply -> {
                    if ((Long) reply.get(0) == 0) {
                        metrics.refused.increment();
                        throw new SessionLimitReached(properties.maxPerUser());
                    }
                    long created = (Long) reply.get(1);
                    List<String> evicted = new ArrayList<>();
                    for (int i = 2; i < reply.size(); i += 2) {
                        near.end(List.of((String) reply.get(i)));
                        evicted.add((String) reply.get(i + 1));
                    }
                    metrics.starts.increment();
                    metrics.evicted.increment(evicted.size());
                    StoredSession session = new StoredSession(
                            1,
                            created,
                            created,
                            handle,
                            login.userId(),
                            login.username(),
                            login.roles(),
                            login.deviceName(),
                            login.ip(),
                            Map.of());
                    return new Admitted(text, view(session), evicted);
                });
    }

    @Override
    public Mono<Verified> verify(String text) {
        Token token = Token.parse(text);
        if (token == null) {
            return Mono.empty();
        }
        return look(token)
                .map(session -> new Verified(view(session), false))
                .onErrorResume(RedisUnavailable.class, e -> {
                    StoredSession remembered = near.graced(token.hash());
                    if (remembered != null && view(remembered).expiresAt().isAfter(clock.instant())) {
                        metrics.graced.increment();
                        return Mono.just(new Verified(view(remembered), true));
                    }
                    metrics.unavailable.increment();
                    return Mono.error(new SessionStoreUnavailable());
                });
    }

    /** The session as stored, from memory while that is fresh; signals {@link RedisUnavailable}. */
    Mono<StoredSession> look(Token token) {
        return Mono.defer(() -> {
            if (near.hasEnded(token.hash())) {
                return Mono.empty();
            }
            StoredSession fresh = near.fresh(token.hash());
            if (fresh != null) {
                metrics.near.increment();
                return Mono.just(fresh);
            }
            return load(token);
        });
    }

    private Mono<StoredSession> load(Token token) {
        long asked = near.now();
        return redis.call(connection -> connection.stringCommands().get(StandardCharsets.UTF_8.encode(token.key())))
                .<StoredSession>handle((value, sink) -> {
                    StoredSession session = StoredSession.read(text(value));
                    if (session != null && session.userId().equals(token.userId())) {
                        sink.next(session);
                    }
                })
                .flatMap(session -> touch(token, session))
                .filter(session -> !near.hasEnded(token.hash()))
                .doOnNext(session -> {
                    metrics.found.increment();
                    near.remember(token.hash(), session, asked);
                })
                .switchIfEmpty(Mono.fromRunnable(() -> {
                    metrics.unknown.increment();
                    near.forget(token.hash());
                }));
    }

    private Mono<StoredSession> touch(Token token, StoredSession session) {
        long interval = properties.touchInterval().toMillis();
        if (clock.millis() - session.active() < interval) {
            return Mono.just(session);
        }
        return redis.eval(
                        TOUCH,
                        List.of(token.key()),
                        properties.idleTimeout().toMillis(),
                        properties.absoluteTimeout().toMillis(),
                        interval)
                .flatMap(reply -> {
                    long active = (Long) reply.get(0);
                    return active == 0 ? Mono.<StoredSession>empty() : Mono.just(session.activeAt(active));
                });
    }

    @Override
    public Flux<UserSession> list(UUID userId) {
        return redis.eval(LIST, List.of(Token.index(userId)), Token.prefix(userId))
                .flatMapIterable(values -> {
                    List<UserSession> sessions = new ArrayList<>(values.size());
                    for (Object value : values) {
                        StoredSession session = StoredSession.read((String) value);
                        if (session != null) {
                            sessions.add(view(session));
                        }
                    }
                    Collections.reverse(sessions);
                    return sessions;
                })
                .onErrorMap(RedisUnavailable.class, e -> new SessionStoreUnavailable());
    }

    @Override
    public Mono<Boolean> revoke(UUID userId, String handle) {
        if (handle.isEmpty()) {
            return Mono.just(false);
        }
        return end(userId, handle, "")
                .doOnNext(ended -> metrics.revoked.increment(ended.size()))
                .map(ended -> !ended.isEmpty());
    }

    @Override
    public Mono<Long> revokeAll(UUID userId, @Nullable String except) {
        return end(userId, "", except == null ? "" : except)
                .doOnNext(ended -> metrics.revokedAll.increment(ended.size()))
                .map(ended -> (long) ended.size());
    }

    private Mono<List<String>> end(UUID userId, String handle, String except) {
        return redis.eval(
                        REVOKE,
                        List.of(Token.index(userId)),
                        Token.prefix(userId),
                        handle,
                        except,
                        RevocationNews.CHANNEL,
                        userId)
                .map(reply -> {
                    List<String> hashes = reply.stream().map(String.class::cast).toList();
                    near.end(hashes);
                    return hashes;
                })
                .onErrorMap(RedisUnavailable.class, e -> new SessionStoreUnavailable());
    }

    /** Replaces the attributes of a session that still stands; false when it does not. */
    Mono<Boolean> saveAttributes(Token token, Map<String, Object> attributes) {
        return redis.eval(ATTRIBUTES, List.of(token.key()), StoredSession.write(attributes))
                .map(reply -> {
                    near.forget(token.hash());
                    return (Long) reply.get(0) == 1;
                })
                .onErrorMap(RedisUnavailable.class, e -> new SessionStoreUnavailable());
    }

    @Override
    public Flux<Revocation> revocations() {
        return news.revocations();
    }

    @Override
    public Flux<Instant> storeReset() {
        return news.storeReset();
    }

    UserSession view(StoredSession session) {
        return session.view(properties.idleTimeout(), properties.absoluteTimeout());
    }

    private static String text(ByteBuffer value) {
        return StandardCharsets.UTF_8.decode(value).toString();
    }

    private static Token parsed(String text) {
        Token token = Token.parse(text);
        if (token == null) {
            throw new IllegalStateException("A new token does not read as one");
        }
        return token;
    }
}
