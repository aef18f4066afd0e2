package io.realtimeconnect.perf.web;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.HandlerAdapter;
import org.springframework.web.reactive.HandlerResult;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Runs handler methods, once the request may reach them: mapping and access come before, body and parameters after.
 *
 * <p>Refuses query strings that are not UTF-8 or have a NUL character; then asks the {@link HandlerGate gates}.
 */
final class CheckedHandlerAdapter implements HandlerAdapter, Ordered {

    private final ObjectProvider<RequestMappingHandlerAdapter> adapter;
    private final ObjectProvider<HandlerGate> gates;

    CheckedHandlerAdapter(ObjectProvider<RequestMappingHandlerAdapter> adapter, ObjectProvider<HandlerGate> gates) {
        this.adapter = adapter;
        this.gates = gates;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public boolean supports(Object handler) {
        return handler instanceof HandlerMethod;
    }

    @Override
    public Mono<HandlerResult> handle(ServerWebExchange exchange, Object handler) {
        if (handler instanceof HandlerMethod method) {
            PathIds.check(exchange, method);
        }
        if (!isText(exchange.getRequest().getURI().getRawQuery())) {
            return Mono.error(
                    Translation.malformed("The query string has text that is not UTF-8, or a NUL character."));
        }
        Function<ServerWebExchange, Mono<HandlerResult>> run =
                at -> Mono.defer(() -> adapter.getObject().handle(at, handler));
        for (HandlerGate gate : gates) {
            Function<ServerWebExchange, Mono<HandlerResult>> rest = run;
            run = at -> gate.pass(at, rest);
        }
        return run.apply(exchange);
    }

    /** Whether percent-decoding gives UTF-8 without NUL. */
    static boolean isText(@Nullable String raw) {
        if (raw == null || raw.indexOf('%') < 0) {
            return true;
        }
        ByteBuffer bytes = ByteBuffer.allocate(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '%') {
                bytes.put((byte) (c < 0x80 ? c : '?'));
                continue;
            }
            int high = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(raw.charAt(i + 2), 16);
            int value = high << 4 | low;
            if (high < 0 || low < 0 || value == 0) {
                return false;
            }
            bytes.put((byte) value);
            i += 2;
        }
        try {
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(bytes.flip());
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
