package io.realtimeconnect.perf.response;

import io.realtimeconnect.perf.access.CurrentUser;
import io.realtimeconnect.perf.environment.InvalidSetting;
import io.realtimeconnect.perf.response.ResponseProperties.Route;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.result.method.RequestMappingInfo;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;
import org.springframework.web.util.pattern.PathPattern;

/** Which handlers' answers are kept, and on what terms: what the settings say of the path, what the annotation says, what the handler takes. */
final class Declarations {

    private static final String RESPONSES = "responses";
    private static final Duration LONGEST = Duration.ofDays(36_500);

    /** Arguments that are of one user. */
    private static final List<Class<?>> USERS = List.of(CurrentUser.class, WebSession.class, Principal.class);

    private final ResponseProperties properties;
    private final Map<String, Route> routes;
    private final Map<Handler, Optional<ResponseTerms>> known = new ConcurrentHashMap<>();
    private final DefaultParameterNameDiscoverer names = new DefaultParameterNameDiscoverer();

    private record Handler(Class<?> type, Method method, String path) {}

    Declarations(ResponseProperties properties) {
        this.properties = properties;
        this.routes = properties.routes().stream()
                .collect(Collectors.toMap(Route::path, route -> route, (first, second) -> second));
    }

    /**
     * Refuses what could not be meant: a route that no handler of GET has, or that is there twice, and an annotation's time that is none.
     *
     * @param handlers of each mapping
     */
    static void check(ResponseProperties properties, List<Map<RequestMappingInfo, HandlerMethod>> handlers) {
        Set<String> paths = handlers.stream()
                .flatMap(mapped -> mapped.keySet().stream())
                .filter(Declarations::answersGet)
                .flatMap(info -> info.getPatternsCondition().getPatterns().stream())
                .map(PathPattern::getPatternString)
                .collect(Collectors.toSet());
        for (int i = 0; i < properties.routes().size(); i++) {
            // known once only
            if (!paths.remove(properties.routes().get(i).path())) {
                throw new InvalidSetting(
                        "perf.cache.responses.routes[" + i + "].path",
                        "the path of a handler of GET, said once, such as /api/v1/courses/{id}");
            }
        }
        handlers.stream().flatMap(mapped -> mapped.values().stream()).forEach(handler -> {
            CachedResponse said = AnnotatedElementUtils.findMergedAnnotation(handler.getMethod(), CachedResponse.class);
            if (said != null) {
                check(handler, "ttl", said.ttl());
                check(handler, "notFound", said.notFound());
            }
        });
    }

    private static void check(HandlerMethod handler, String attribute, String time) {
        boolean good = !StringUtils.hasText(time);
        try {
            good = good || possible(DurationStyle.detectAndParse(time));
        } catch (IllegalArgumentException | ArithmeticException e) {
            good = false;
        }
        if (!good) {
            throw new InvalidSetting(
                    "@CachedResponse(" + attribute + ") of " + handler.getShortLogMessage(), "a duration such as 30s");
        }
    }

    private static boolean possible(Duration time) {
        return !time.isNegative() && time.compareTo(LONGEST) <= 0;
    }

    /** The names of all caches that the settings or one of the handlers mentions. */
    static Set<String> caches(ResponseProperties properties, Stream<HandlerMethod> handlers) {
        Stream<String> said = handlers.map(handler ->
                        AnnotatedElementUtils.findMergedAnnotation(handler.getMethod(), CachedResponse.class))
                .filter(Objects::nonNull)
                .map(CachedResponse::cache);
        Stream<String> set = properties.routes().stream().map(Declarations::cache);
        return Stream.concat(said, set).collect(Collectors.toSet());
    }

    /** Null where answers are not kept. */
    @Nullable
    ResponseTerms of(ServerWebExchange exchange) {
        Object handler = exchange.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE);
        PathPattern pattern = exchange.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        if (!(handler instanceof HandlerMethod method) || pattern == null) {
            return null;
        }
        return known.computeIfAbsent(
                        new Handler(method.getBeanType(), method.getMethod(), pattern.getPatternString()),
                        found -> Optional.ofNullable(terms(method, found.path())))
                .orElse(null);
    }

    private @Nullable ResponseTerms terms(HandlerMethod handler, String path) {
        CachedResponse said = AnnotatedElementUtils.findMergedAnnotation(handler.getMethod(), CachedResponse.class);
        Route route = routes.get(path);
        Duration ttl = ttl(said, route);
        if (said == null && route == null || ttl.isZero()) {
            return null;
        }
        List<String> vary = new ArrayList<>(
                route != null && route.vary() != null ? route.vary() : said == null ? List.of() : List.of(said.vary()));
        boolean perUser = route != null && route.perUser() != null ? route.perUser() : said != null && said.perUser();
        vary.addAll(choosing(handler.getBeanType()));
        vary.addAll(choosing(handler.getMethod()));
        Set<String> query = new HashSet<>();
        boolean all = false;
        for (MethodParameter parameter : handler.getMethodParameters()) {
            parameter.initParameterNameDiscovery(names);
            RequestHeader header = parameter.getParameterAnnotation(RequestHeader.class);
            RequestParam param = parameter.getParameterAnnotation(RequestParam.class);
            if (USERS.stream().anyMatch(type -> type.isAssignableFrom(parameter.getParameterType()))) {
                perUser = true;
            } else if (header != null && !Map.class.isAssignableFrom(parameter.getParameterType())) {
                vary.add(name(header.name(), header.value(), parameter));
            } else if (param != null && !Map.class.isAssignableFrom(parameter.getParameterType())) {
                query.add(name(param.name(), param.value(), parameter));
            } else if (parameter.hasParameterAnnotation(CookieValue.class)) {
                vary.add("Cookie");
            } else if (!parameter.hasParameterAnnotation(PathVariable.class)) {
                all = true;
            }
        }
        return new ResponseTerms(
                route != null && route.cache() != null ? route.cache() : said == null ? RESPONSES : said.cache(),
                ttl,
                notFound(said, route),
                perUser,
                vary.stream().distinct().toList(),
                all ? null : Set.copyOf(query),
                route != null && route.tags() != null ? route.tags() : said == null ? List.of() : List.of(said.tags()),
                Set.of(),
                false,
                route != null && route.edge() != null ? route.edge() : said != null && said.edge(),
                ResponseKey.hash(handler.getBeanType().getName() + " "
                        + handler.getMethod().toGenericString()));
    }

    /** Headers by which requests come to this handler or to another of the path. */
    private static List<String> choosing(AnnotatedElement mapped) {
        RequestMapping mapping = AnnotatedElementUtils.findMergedAnnotation(mapped, RequestMapping.class);
        return mapping == null
                ? List.of()
                : Stream.of(mapping.headers())
                        .map(condition -> condition.replaceFirst("^!", "").replaceFirst("!?=.*", ""))
                        .filter(header -> !header.equalsIgnoreCase(HttpHeaders.ACCEPT))
                        .toList();
    }

    /**
     * By the patterns of handlers whose answers are kept, the names of their caches.
     *
     * @param handlers of all mappings
     */
    Map<PathPattern, Set<String>> kept(Stream<Map.Entry<RequestMappingInfo, HandlerMethod>> handlers) {
        Map<PathPattern, Set<String>> kept = new HashMap<>();
        handlers.filter(mapped -> answersGet(mapped.getKey()))
                .forEach(mapped -> mapped.getKey()
                        .getPatternsCondition()
                        .getPatterns()
                        .forEach(pattern -> {
                            ResponseTerms terms = terms(mapped.getValue(), pattern.getPatternString());
                            if (terms != null) {
                                kept.computeIfAbsent(pattern, any -> new HashSet<>())
                                        .add(terms.cache());
                            }
                        }));
        return kept;
    }

    private static boolean answersGet(RequestMappingInfo info) {
        Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
        return methods.isEmpty() || methods.contains(RequestMethod.GET);
    }

    private static String cache(Route route) {
        return route.cache() == null ? RESPONSES : route.cache();
    }

    private Duration ttl(@Nullable CachedResponse said, @Nullable Route route) {
        if (route != null && route.ttl() != null) {
            return route.ttl();
        }
        return said != null && StringUtils.hasText(said.ttl())
                ? DurationStyle.detectAndParse(said.ttl())
                : properties.ttl();
    }

    private static @Nullable Duration notFound(@Nullable CachedResponse said, @Nullable Route route) {
        if (route != null && route.notFound() != null) {
            return route.notFound();
        }
        return said != null && StringUtils.hasText(said.notFound())
                ? DurationStyle.detectAndParse(said.notFound())
                : null;
    }

    private static String name(String name, String value, MethodParameter parameter) {
        if (!name.isEmpty()) {
            return name;
        }
        return value.isEmpty() ? String.valueOf(parameter.getParameterName()) : value;
    }
}
