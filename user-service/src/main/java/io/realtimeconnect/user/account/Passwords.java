package io.realtimeconnect.user.account;

import java.text.Normalizer;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Hashes and compares passwords with Argon2id (RFC 9106) on threads of its own.
 *
 * <p>Passwords are compared by NFKC (NIST SP 800-63B), so that two keyboards write the same one. Every call signals
 * {@link PasswordsBusy} when too many wait.
 */
@Component
class Passwords implements DisposableBean {

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int LANES = 1;

    private final Argon2PasswordEncoder encoder;
    private final Scheduler threads;
    private final String nobodys;

    Passwords(PasswordProperties properties) {
        encoder = new Argon2PasswordEncoder(
                SALT_BYTES,
                HASH_BYTES,
                LANES,
                Math.toIntExact(properties.memory().toKilobytes()),
                properties.iterations());
        threads = Schedulers.newBoundedElastic(properties.threads(), properties.queue(), "passwords");
        nobodys = encoder.encode("nobody has this password");
    }

    Mono<String> hash(String password) {
        return run(() -> encoder.encode(normalise(password)));
    }

    /**
     * Takes as long without a hash as with one.
     *
     * @param hash null when there is no such user: the answer is false then
     */
    Mono<Boolean> matches(String password, @Nullable String hash) {
        return run(() -> {
            boolean same = encoder.matches(normalise(password), hash == null ? nobodys : hash);
            return same && hash != null;
        });
    }

    /** Whether the hash was made under other parameters than today's. */
    boolean isOutdated(String hash) {
        return encoder.upgradeEncoding(hash);
    }

    private <T> Mono<T> run(Callable<T> work) {
        return Mono.fromCallable(work)
                .subscribeOn(threads)
                .onErrorMap(RejectedExecutionException.class, e -> new PasswordsBusy());
    }

    private static String normalise(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFKC);
    }

    @Override
    public void destroy() {
        threads.dispose();
    }
}
