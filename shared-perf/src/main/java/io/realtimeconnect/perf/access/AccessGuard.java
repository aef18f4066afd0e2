package io.realtimeconnect.perf.access;

import io.realtimeconnect.perf.session.Role;
import io.realtimeconnect.perf.session.SessionStoreUnavailable;
import io.realtimeconnect.perf.session.Sessions;
import io.realtimeconnect.perf.session.UserSession;
import io.realtimeconnect.perf.session.Verified;
import io.realtimeconnect.perf.web.WebAttributes;
import java.util.Collection;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Checks who calls. Annotated controllers pass it on their own; functional routes, WebSocket handlers and gateways call it.
 *
 * <p>The user it finds is in the exchange from then on, for {@link CurrentUser#of} and under {@link WebAttributes#USER_ID}.
 */
public final class AccessGuard {

    private static final String DEGRADED = "Degraded";

    private final Sessions sessions;
    private final CrossSite crossSite;
    private final ServiceIdentity services;

    public AccessGuard(Sessions sessions, CrossSite crossSite, ServiceIdentity services) {
        this.sessions = sessions;
        this.crossSite = crossSite;
        this.services = services;
    }

    /**
     * The user, if the caller is one and the level is met.
     *
     * @return empty for {@link Access.Level#ANYONE} without a session; signals {@link AmbiguousSession}, {@link Unauthenticated},
     *     {@link CsrfRejected}, {@link Forbidden} or {@link SessionStoreUnavailable}
     */
    public Mono<CurrentUser> require(ServerWebExchange exchange, Access.Level level) {
        return Mono.defer(() -> switch (level) {
            case ANYONE -> anyone(exchange).then(optionalUser(exchange));
            case SESSION -> user(exchange);
            case MODERATOR -> user(exchange, Role.MODERATOR);
            case ADMIN -> user(exchange, Role.ADMIN);
            case SERVICE -> Mono.error(new IllegalArgumentException("Services are no users: use service()"));
        });
    }

    /** What even an open handler refuses: a write that a foreign page makes a browser send, two sessions at once. */
    public Mono<Void> anyone(ServerWebExchange exchange) {
        return Mono.fromRunnable(() -> {
            ServerHttpRequest request = exchange.getRequest();
            Credentials credentials = Credentials.of(request);
            boolean upgradeByCookie = credentials.byCookie() && CrossSite.isWebSocketUpgrade(request);
            boolean write = !CrossSite.isSafe(request.getMethod());
            if (upgradeByCookie || (write && (credentials.byCookie() || credentials.token() == null))) {
                crossSite.check(request);
            }
        });
    }

    /** The user of the session that the request carries; empty where it carries none that stands, or Redis cannot tell. */
    public Mono<CurrentUser> optionalUser(ServerWebExchange exchange) {
        return Mono.defer(() -> {
                    String token = Credentials.of(exchange.getRequest()).token();
                    return token == null ? Mono.<Verified>empty() : sessions.verify(token);
                })
                .onErrorResume(SessionStoreUnavailable.class, e -> Mono.empty())
                .filter(verified -> mayGoOn(exchange, verified))
                .map(verified -> keep(exchange, verified));
    }

    /** The service that calls. */
    public Mono<String> service(ServerWebExchange exchange, Collection<String> callers) {
        return Mono.fromCallable(() -> {
            String token = exchange.getRequest().getHeaders().getFirst(ServiceIdentity.HEADER);
            if (token == null) {
                throw new Unauthenticated();
            }
            String caller = services.callerOf(token);
            if (!callers.isEmpty() && !callers.contains(caller)) {
                throw new Forbidden();
            }
            return caller;
        });
    }

    private Mono<CurrentUser> user(ServerWebExchange exchange, Role role) {
        return user(exchange).doOnNext(user -> {
            if (!user.is(role)) {
                throw new Forbidden();
            }
        });
    }

    private Mono<CurrentUser> user(ServerWebExchange exchange) {
        ServerHttpRequest request = exchange.getRequest();
        Credentials credentials = Credentials.of(request);
        if (credentials.token() == null) {
            return Mono.error(new Unauthenticated());
        }
        return sessions.verify(credentials.token())
                .switchIfEmpty(Mono.error(Unauthenticated::new))
                .map(verified -> {
                    boolean changes = !CrossSite.isSafe(request.getMethod()) || CrossSite.isWebSocketUpgrade(request);
                    if (credentials.byCookie() && changes) {
                        crossSite.check(request);
                    }
                    if (!mayGoOn(exchange, verified)) {
                        throw new SessionStoreUnavailable();
                    }
                    return keep(exchange, verified);
                });
    }

    /** A session that is only remembered is good for reading. */
    private static boolean mayGoOn(ServerWebExchange exchange, Verified verified) {
        return !verified.degraded() || CrossSite.isSafe(exchange.getRequest().getMethod());
    }

    private static CurrentUser keep(ServerWebExchange exchange, Verified verified) {
        UserSession session = verified.session();
        CurrentUser user = new CurrentUser(session.userId(), session.username(), session.roles(), session.handle());
        exchange.getAttributes().put(CurrentUser.ATTRIBUTE, user);
        exchange.getAttributes().put(WebAttributes.USER_ID, user.id());
        if (verified.degraded()) {
            exchange.getResponse().getHeaders().set(DEGRADED, "sessions");
        }
        return user;
    }
}
