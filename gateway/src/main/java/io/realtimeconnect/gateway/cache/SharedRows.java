package io.realtimeconnect.gateway.cache;

import io.realtimeconnect.gateway.route.Row;
import io.realtimeconnect.gateway.route.Who;
import io.realtimeconnect.perf.response.ResponseCache;
import io.realtimeconnect.perf.response.ResponseTerms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.RequestPath;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * What services have said of their rows: {@code Gateway-Cache-Control: max-age=30} for everybody that may ask, {@code private, max-age=30} for
 * each user apart (RFC 9213). The first such answer of a row teaches; those after it are kept.
 */
@Component
public final class SharedRows {

    /** Never goes out to clients. */
    public static final String HEADER = "Gateway-Cache-Control";

    private static final String CACHE = "shared-answers";
    private static final Pattern MAX_AGE = Pattern.compile("(?:^|[,\\s])max-age=(\\d{1,9})(?=$|[,\\s])");
    private static final Set<String> OURS = Set.of("accept", "accept-encoding", "origin");
    private static final Set<String> HOUSE = Set.of("Host", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto");

    private final SharingProperties properties;
    private final Map<Row, Learnt> learnt = new ConcurrentHashMap<>();

    private record Learnt(PathPattern path, ResponseTerms terms) {}

    SharedRows(SharingProperties properties) {
        this.properties = properties;
    }

    /** On what terms answers of the row are kept; null while no answer has said so. */
    @Nullable
    ResponseTerms of(Row row) {
        Learnt known = learnt.get(row);
        return known == null ? null : known.terms();
    }

    /** Names of the caches that may have answers of the path. */
    Set<String> caches(RequestPath path) {
        return learnt.values().stream().anyMatch(known -> known.path().matches(path)) ? Set.of(CACHE) : Set.of();
    }

    /** Notes what a service's answer allows, and lets {@link ResponseCache} know. */
    public void hear(ServerWebExchange exchange, HttpHeaders answered) {
        Row row = Row.of(exchange);
        String said = answered.getFirst(HEADER);
        if (row == null || said == null || row.method() != HttpMethod.GET || !properties.enabled()) {
            return;
        }
        exchange.getAttributes().put(ResponseCache.TARGETED, said);
        Matcher age = MAX_AGE.matcher(said);
        if (!age.find()) {
            learnt.remove(row);
            return;
        }
        Duration allowed = Duration.ofSeconds(Long.parseLong(age.group(1)));
        Duration ttl = allowed.compareTo(properties.ttl()) < 0 ? allowed : properties.ttl();
        if (ttl.isZero()) {
            learnt.remove(row);
            return;
        }
        boolean perUser = said.contains("private");
        Set<String> shown = new HashSet<>(HOUSE);
        if (row.who() != Who.ANYONE || perUser) {
            shown.add(HttpHeaders.COOKIE);
            shown.add("X-Auth-Token");
        }
        learnt.put(
                row,
                new Learnt(
                        PathPatternParser.defaultInstance.parse(row.path()),
                        new ResponseTerms(
                                CACHE,
                                ttl,
                                null,
                                perUser,
                                varying(answered),
                                null,
                                List.of(),
                                Set.copyOf(shown),
                                true,
                                false,
                                "")));
    }

    private static List<String> varying(HttpHeaders answered) {
        List<String> names = new ArrayList<>(answered.getVary());
        names.removeIf(name -> OURS.contains(name.toLowerCase(Locale.ROOT)));
        return List.copyOf(names);
    }
}
