package io.realtimeconnect.perf.query;

import io.realtimeconnect.perf.web.RequestId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Counts the statements of each request and reports one that runs many times: a list fetched element by element. */
final class RequestStatementsFilter implements WebFilter, Ordered {

    private static final Logger log = LoggerFactory.getLogger(RequestStatementsFilter.class);

    private final QueryMonitor monitor;
    private final int repeated;

    RequestStatementsFilter(QueryMonitor monitor, int repeated) {
        this.monitor = monitor;
        this.repeated = repeated;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        RequestStatements statements = new RequestStatements(exchange);
        return chain.filter(exchange)
                .doFinally(end -> ended(exchange, statements))
                .contextWrite(context -> context.put(RequestStatements.class, statements));
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 50;
    }

    private void ended(ServerWebExchange exchange, RequestStatements statements) {
        if (statements.total() == 0) {
            return;
        }
        String route = statements.route();
        monitor.requestEnded(statements.total());
        statements.counts().forEach((sql, count) -> {
            if (count.get() >= repeated) {
                monitor.repeated(route, sql, count.get());
                RequestId.from(exchange)
                        .log(() -> log.atInfo()
                                .addKeyValue("route", route)
                                .addKeyValue("times", count.get())
                                .addKeyValue("sql", sql)
                                .log("query.repeated"));
            }
        });
    }
}
