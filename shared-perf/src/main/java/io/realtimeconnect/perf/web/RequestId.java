package io.realtimeconnect.perf.web;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.web.server.ServerWebExchange;
import reactor.util.context.ContextView;

/**
 * The id of the request that is being served: echoed to the client, passed to other services, named in log lines.
 *
 * <p>It lives in the Reactor context under this class, and in the exchange under {@link WebAttributes#REQUEST_ID}. Nothing copies it
 * to thread locals on the way, which would cost a quarter of the throughput; who logs calls {@link #log}.
 *
 * @param traceparent the W3C trace context that the caller sent, passed on as it is
 */
public record RequestId(String value, @Nullable String traceparent) {

    public static final String HEADER = "X-Request-Id";

    static final String MDC_KEY = "requestId";
    private static final Pattern ACCEPTED = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final Pattern TRACEPARENT = Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    /** What a caller sent, where that is fit to be repeated; else a new one. */
    static RequestId of(@Nullable String sent, @Nullable String traceparent) {
        return new RequestId(
                sent != null && ACCEPTED.matcher(sent).matches() ? sent : fresh(),
                traceparent != null && TRACEPARENT.matcher(traceparent).matches() ? traceparent : null);
    }

    /** Unique enough, and no secret: 128 bits of a fast generator. */
    static String fresh() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return HexFormat.of().toHexDigits(random.nextLong()) + HexFormat.of().toHexDigits(random.nextLong());
    }

    /** The one in a Reactor context, null outside of a request. */
    public static @Nullable RequestId from(ContextView context) {
        return context.getOrDefault(RequestId.class, null);
    }

    /** The one of an exchange; a new one if the request has not passed the filter. */
    public static RequestId from(ServerWebExchange exchange) {
        RequestId id = exchange.getAttribute(WebAttributes.REQUEST_ID);
        if (id == null) {
            id = new RequestId(fresh(), null);
            exchange.getAttributes().put(WebAttributes.REQUEST_ID, id);
        }
        return id;
    }

    /** Runs something that logs, so that its lines carry this id. */
    public void log(Runnable logging) {
        try (MDC.MDCCloseable ignored = MDC.putCloseable(MDC_KEY, value)) {
            logging.run();
        }
    }
}
