package io.realtimeconnect.perf.performance;

import io.realtimeconnect.perf.web.RequestId;
import io.realtimeconnect.perf.web.WebAttributes;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.pattern.PathPattern;
import reactor.core.publisher.Mono;

/** Times each request up to the end of its answer; an error counts with the status that it becomes. */
final class RequestTimingFilter implements WebFilter, Ordered {

    private static final String UNKNOWN = "unknown";

    private final RequestStatistics statistics;

    RequestTimingFilter(RequestStatistics statistics) {
        this.statistics = statistics;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 5;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return Mono.defer(() -> {
            Watch watch = new Watch(exchange);
            statistics.began();
            return chain.filter(exchange)
                    .doOnSuccess(done -> watch.answered())
                    .doOnError(error -> watch.failed())
                    .doOnCancel(watch::cancelled);
        });
    }

    private final class Watch {

        private final ServerWebExchange exchange;
        private final long began = System.nanoTime();
        private final AtomicBoolean ended = new AtomicBoolean();

        private Watch(ServerWebExchange exchange) {
            this.exchange = exchange;
        }

        private void answered() {
            if (!ended.compareAndSet(false, true)) {
                return;
            }
            if (streams()) {
                statistics.streamed();
                return;
            }
            HttpStatusCode status = exchange.getResponse().getStatusCode();
            statistics.answered(
                    route(),
                    status == null ? 200 : status.value(),
                    System.nanoTime() - began,
                    RequestId.from(exchange).value());
        }

        /** The answer to an error is written further out. One that had begun is broken off. */
        private void failed() {
            ServerHttpResponse response = exchange.getResponse();
            if (response.isCommitted()) {
                cancelled();
            } else {
                response.beforeCommit(() -> Mono.fromRunnable(this::answered));
            }
        }

        private void cancelled() {
            if (!ended.compareAndSet(false, true)) {
                return;
            }
            if (streams()) {
                statistics.streamed();
            } else {
                statistics.cancelled(route());
            }
        }

        private boolean streams() {
            MediaType type = exchange.getResponse().getHeaders().getContentType();
            return "websocket"
                            .equalsIgnoreCase(exchange.getRequest().getHeaders().getUpgrade())
                    || type != null && type.isCompatibleWith(MediaType.TEXT_EVENT_STREAM);
        }

        private String route() {
            String template = template();
            return template == null
                    ? UNKNOWN
                    : exchange.getRequest().getMethod().name() + " " + template;
        }

        private @Nullable String template() {
            String told = exchange.getAttribute(WebAttributes.ROUTE);
            Object pattern = exchange.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
            return told == null && pattern instanceof PathPattern path ? path.getPatternString() : told;
        }
    }
}
