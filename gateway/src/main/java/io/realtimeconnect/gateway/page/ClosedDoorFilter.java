package io.realtimeconnect.gateway.page;

import io.realtimeconnect.gateway.route.Row;
import io.realtimeconnect.perf.web.Problem;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Tells somebody who walks to the console with a browser, and may not, where to log in; scripts get the problem. */
@Component
@Order(ClosedDoorFilter.ORDER)
final class ClosedDoorFilter implements WebFilter {

    /** Behind the look-up of the row, before rights are checked. */
    static final int ORDER = 5;

    private final PageFile door = PageFile.read("door.html");

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        Row row = Row.of(exchange);
        boolean walks = row != null
                && row.path().equals("/console")
                && "document".equals(exchange.getRequest().getHeaders().getFirst("Sec-Fetch-Dest"));
        return walks
                ? chain.filter(exchange).onErrorResume(Problem.class, problem -> answer(exchange, problem))
                : chain.filter(exchange);
    }

    private Mono<Void> answer(ServerWebExchange exchange, Problem problem) {
        ServerHttpResponse response = exchange.getResponse();
        int status = problem.status().value();
        boolean refused = status == HttpStatus.UNAUTHORIZED.value() || status == HttpStatus.FORBIDDEN.value();
        if (!refused || response.isCommitted()) {
            return Mono.error(problem);
        }
        response.setStatusCode(problem.status());
        response.getHeaders().setContentType(door.type());
        response.getHeaders().setCacheControl("no-store");
        DataBuffer body = response.bufferFactory().wrap(door.bytes());
        return response.writeWith(Mono.just(body));
    }
}
