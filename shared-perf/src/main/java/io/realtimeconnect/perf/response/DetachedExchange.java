package io.realtimeconnect.perf.response;

import io.realtimeconnect.perf.access.CurrentUser;
import io.realtimeconnect.perf.web.WebAttributes;
import java.net.InetSocketAddress;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.context.i18n.LocaleContext;
import org.springframework.context.i18n.SimpleLocaleContext;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.SslInfo;
import org.springframework.util.CollectionUtils;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A request whose answer many may get: a whole GET with the headers that matter to all of them, and attributes of its own. The one it was made of may
 * end meanwhile.
 */
final class DetachedExchange extends ServerWebExchangeDecorator {

    /** What is no part of a key because it changes nothing: ids that go along with a request. */
    private static final Set<String> ALWAYS = Set.of("X-Request-Id", "traceparent", "tracestate");

    /** Whose attributes are of mapping and writing. */
    private static final List<String> OWN = List.of("org.springframework.", "io.realtimeconnect.");

    private final ServerHttpRequest request;
    private final CapturedResponse response;
    private final Map<String, Object> attributes;
    private final boolean ofNobody;

    DetachedExchange(ServerWebExchange exchange, ResponseTerms terms, String accept, CapturedResponse response) {
        super(exchange);
        Set<String> shown = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        shown.addAll(ALWAYS);
        shown.addAll(terms.vary());
        shown.addAll(terms.shown());
        this.request = new Shown(exchange.getRequest(), shown, accept, terms.targeted());
        this.response = response;
        this.attributes = new ConcurrentHashMap<>(exchange.getAttributes());
        // a gateway's origin asks on behalf of the user, whom the service answers as it has said
        this.ofNobody = !terms.perUser() && !terms.targeted();
        if (ofNobody) {
            // what filters have noted may be of who asks
            attributes.keySet().removeIf(name -> OWN.stream().noneMatch(name::startsWith));
            attributes.remove(WebAttributes.USER_ID);
            CurrentUser.forget(attributes);
        }
    }

    CapturedResponse captured() {
        return response;
    }

    @Override
    public ServerHttpRequest getRequest() {
        return request;
    }

    @Override
    public ServerHttpResponse getResponse() {
        return response;
    }

    @Override
    public Map<String, Object> getAttributes() {
        return attributes;
    }

    @Override
    public <T extends Principal> Mono<T> getPrincipal() {
        return ofNobody ? Mono.empty() : super.getPrincipal();
    }

    @Override
    public Mono<WebSession> getSession() {
        return ofNobody
                ? Mono.error(() -> new IllegalStateException("An answer that everybody may get knows no session"))
                : super.getSession();
    }

    @Override
    public LocaleContext getLocaleContext() {
        return new SimpleLocaleContext(
                CollectionUtils.firstElement(request.getHeaders().getAcceptLanguageAsLocales()));
    }

    @Override
    public boolean isNotModified() {
        return false;
    }

    /** The whole answer is wanted; what the client has of it is asked later. */
    @Override
    public boolean checkNotModified(Instant lastModified) {
        return false;
    }

    @Override
    public boolean checkNotModified(String etag) {
        return false;
    }

    @Override
    public boolean checkNotModified(@Nullable String etag, Instant lastModified) {
        return false;
    }

    private static final class Shown extends ServerHttpRequestDecorator {

        private final HttpHeaders headers = new HttpHeaders();
        private final MultiValueMap<String, HttpCookie> cookies;
        private final boolean goesOn;

        /** @param goesOn whether it goes on to another server, which is told from where it comes */
        Shown(ServerHttpRequest request, Set<String> names, String accept, boolean goesOn) {
            super(request);
            this.goesOn = goesOn;
            request.getHeaders().forEach((name, values) -> {
                if (names.contains(name)) {
                    headers.addAll(name, values);
                }
            });
            headers.set(HttpHeaders.ACCEPT, accept);
            cookies = names.contains(HttpHeaders.COOKIE) ? request.getCookies() : new LinkedMultiValueMap<>();
        }

        @Override
        public HttpMethod getMethod() {
            return HttpMethod.GET;
        }

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }

        @Override
        public MultiValueMap<String, HttpCookie> getCookies() {
            return cookies;
        }

        @Override
        public @Nullable InetSocketAddress getRemoteAddress() {
            return goesOn ? super.getRemoteAddress() : null;
        }

        @Override
        public @Nullable SslInfo getSslInfo() {
            return goesOn ? super.getSslInfo() : null;
        }

        @Override
        public Flux<DataBuffer> getBody() {
            return Flux.empty();
        }
    }
}
