package io.realtimeconnect.perf.redis;

import io.lettuce.core.RedisBusyException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisLoadingException;
import io.lettuce.core.RedisReadOnlyException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;

/** Tells a Redis that cannot answer from a command that it refuses. */
public final class Unavailability {

    /** First words of replies by which a server says that it cannot serve at present. */
    private static final List<String> PASSING =
            List.of("MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "OOM", "MISCONF", "NOREPLICAS", "UNBLOCKED");

    private Unavailability() {}

    /** Whether the answer did not come in time. */
    public static boolean late(Throwable error) {
        for (Throwable e = error; e != null; e = e.getCause()) {
            if (e instanceof TimeoutException || e instanceof RedisCommandTimeoutException) {
                return true;
            }
        }
        return false;
    }

    /** Whether it says that Redis cannot answer at present. */
    public static boolean shows(Throwable error) {
        for (Throwable e = error; e != null; e = e.getCause()) {
            if (e instanceof RedisCommandExecutionException refused) {
                return refused instanceof RedisLoadingException
                        || refused instanceof RedisReadOnlyException
                        || refused instanceof RedisBusyException
                        || PASSING.stream()
                                .anyMatch(word ->
                                        String.valueOf(refused.getMessage()).startsWith(word));
            }
            if (e instanceof RedisException
                    || e instanceof IOException
                    || e instanceof RedisConnectionFailureException
                    || e instanceof TimeoutException) {
                return true;
            }
        }
        return false;
    }
}
