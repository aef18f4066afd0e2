package io.realtimeconnect.perf.response;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * On what terms the answers of one route are kept.
 *
 * @param cache name of the cache
 * @param notFound how long a 404 is kept, null for not at all
 * @param perUser whether each user has answers of their own
 * @param vary headers of the request that are part of the key
 * @param query parameters that are part of the key, null for all; others the origin does not look at
 * @param tags names under which answers are removed; {@code {name}} stands for a variable of the path
 * @param shown headers that the origin sees beside {@code Accept} and {@code vary}, though they are not part of the key
 * @param targeted whether only an answer that {@link ResponseCache#TARGETED} allows to be kept is
 * @param edge whether the gateway is told that it may keep the answer, too
 * @param by what tells the handler from others of its path; part of the key, empty where there is one origin only
 */
public record ResponseTerms(
        String cache,
        Duration ttl,
        @Nullable Duration notFound,
        boolean perUser,
        List<String> vary,
        @Nullable Set<String> query,
        List<String> tags,
        Set<String> shown,
        boolean targeted,
        boolean edge,
        String by) {}
