package io.realtimeconnect.user.session;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.access.CurrentUser;
import io.realtimeconnect.perf.access.SessionCookies;
import io.realtimeconnect.perf.session.Sessions;
import io.realtimeconnect.perf.session.UserSession;
import io.realtimeconnect.perf.web.Cursors;
import io.realtimeconnect.perf.web.Limits;
import io.realtimeconnect.perf.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

@RestController
@Access(Access.Level.SESSION)
@Tag(name = "Sessions")
class SessionController {

    private static final int MAX = 50;

    private final Sessions sessions;
    private final SessionEnds ends;
    private final SessionCookies cookies;
    private final Cursors cursors;

    SessionController(Sessions sessions, SessionEnds ends, SessionCookies cookies, Cursors cursors) {
        this.sessions = sessions;
        this.ends = ends;
        this.cookies = cookies;
        this.cursors = cursors;
    }

    @GetMapping("/api/v1/sessions")
    @Operation(operationId = "listSessions", summary = "Own sessions, latest login first")
    Mono<Page<SessionView>> list(
            CurrentUser user,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        int size = Limits.clamp(limit, Limits.DEFAULT, MAX);
        String scope = "sessions:" + user.id();
        String after = cursor == null ? null : cursors.decode(scope, cursor);
        return sessions.list(user.id())
                .filter(session -> after == null || position(session).compareTo(after) < 0)
                .sort(Comparator.comparing(SessionController::position).reversed())
                .take(size + 1L)
                .collectList()
                .map(found -> page(found, size, scope, user.sessionHandle()));
    }

    @DeleteMapping("/api/v1/sessions/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(operationId = "endSession", summary = "Ends one of the own sessions, on every service")
    Mono<Void> end(CurrentUser user, @PathVariable String id, ServerWebExchange exchange) {
        return sessions.list(user.id())
                .filter(session -> session.handle().equals(id))
                .next()
                .switchIfEmpty(Mono.error(SessionNotFound::new))
                .flatMap(session -> ends.end(user.id(), session.handle()))
                .doOnSuccess(done -> {
                    if (id.equals(user.sessionHandle())) {
                        cookies.clear(exchange);
                    }
                });
    }

    @PostMapping("/api/v1/auth/logout")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(operationId = "logout", summary = "Ends this session")
    Mono<Void> logout(CurrentUser user, ServerWebExchange exchange) {
        return ends.end(user.id(), user.sessionHandle()).then(Mono.fromRunnable(() -> cookies.clear(exchange)));
    }

    @PostMapping("/api/v1/auth/logout-all")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(operationId = "logoutAll", summary = "Ends every session of the user")
    Mono<Void> logoutAll(CurrentUser user, ServerWebExchange exchange) {
        return ends.endAll(user.id()).then(Mono.fromRunnable(() -> cookies.clear(exchange)));
    }

    private Page<SessionView> page(List<UserSession> found, int size, String scope, String current) {
        List<SessionView> items = found.stream()
                .limit(size)
                .map(session -> SessionView.of(session, current))
                .toList();
        String next = found.size() > size ? cursors.encode(scope, position(found.get(size - 1))) : null;
        return new Page<>(items, next);
    }

    /** Sorts as time of login, then handle, do; milliseconds of this age have 13 digits. */
    private static String position(UserSession session) {
        return "%013d|%s".formatted(session.createdAt().toEpochMilli(), session.handle());
    }
}
