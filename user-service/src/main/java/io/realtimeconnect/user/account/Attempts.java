package io.realtimeconnect.user.account;

import io.realtimeconnect.perf.redis.LuaScript;
import io.realtimeconnect.perf.redis.RedisLink;
import io.realtimeconnect.perf.redis.RedisLinks;
import io.realtimeconnect.perf.redis.RedisUnavailable;
import io.realtimeconnect.perf.session.SessionStoreUnavailable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Wrong passwords per login and address, counted in Redis.
 *
 * <p>Only failures count, so that whoever knows the password is never locked out by logging in often. Guesses that race past the first
 * look find the door closed at the second, after the password was compared: whether one of them was right stays untold.
 */
@Component
class Attempts {

    private static final LuaScript SCRIPT = LuaScript.beside(Attempts.class, "attempts.lua");

    private final RedisLink redis;
    private final AttemptProperties properties;

    Attempts(RedisLinks links, AttemptProperties properties) {
        this.redis = links.link("attempts");
        this.properties = properties;
    }

    /** Signals {@link TooManyAttempts} when there were too many failures. */
    Mono<Void> check(String login, String address) {
        return count(login, address, 0);
    }

    /** Counts one more failure; signals {@link TooManyAttempts} when it is one too many. */
    Mono<Void> fail(String login, String address) {
        return count(login, address, 1);
    }

    private Mono<Void> count(String login, String address, int failures) {
        if (properties.maxFailures() == 0) {
            return Mono.empty();
        }
        return redis.eval(
                        SCRIPT,
                        List.of(key(login, address)),
                        failures,
                        properties.window().toMillis())
                .onErrorMap(RedisUnavailable.class, e -> new SessionStoreUnavailable())
                .flatMap(answer -> {
                    long count = (Long) answer.get(0);
                    long wait = (Long) answer.get(1);
                    return count >= properties.maxFailures() + failures
                            ? Mono.error(new TooManyAttempts(Duration.ofMillis(wait)))
                            : Mono.empty();
                });
    }

    /** A digest: as long for any login, and Redis learns no names. */
    private static String key(String login, String address) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((login.toLowerCase(Locale.ROOT) + '\n' + address).getBytes(StandardCharsets.UTF_8));
            return "attempts:{" + HexFormat.of().formatHex(digest, 0, 16) + "}";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
