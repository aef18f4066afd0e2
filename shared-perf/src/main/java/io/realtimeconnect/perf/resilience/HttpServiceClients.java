package io.realtimeconnect.perf.resilience;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.http.codec.CodecCustomizer;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.support.WebClientAdapter;
import org.springframework.web.service.invoker.HttpExchangeAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.databind.json.JsonMapper;

/** Makes {@link ServiceClients} of a {@link WebClient} per service. */
final class HttpServiceClients implements ServiceClients {

    private final ServicesProperties services;
    private final ResilienceProperties properties;
    private final ServiceTokens tokens;
    private final CircuitBreakerRegistry breakers;
    private final List<CodecCustomizer> codecs;
    private final JsonMapper json;
    private final Map<String, HttpExchangeAdapter> adapters = new ConcurrentHashMap<>();

    HttpServiceClients(
            ServicesProperties services,
            ResilienceProperties properties,
            ServiceTokens tokens,
            CircuitBreakerRegistry breakers,
            List<CodecCustomizer> codecs,
            JsonMapper json) {
        this.services = services;
        this.properties = properties;
        this.tokens = tokens;
        this.breakers = breakers;
        this.codecs = codecs;
        this.json = json;
    }

    @Override
    public <T> T client(String service, Class<T> api) {
        return HttpServiceProxyFactory.builderFor(adapters.computeIfAbsent(service, this::adapter))
                .build()
                .createClient(api);
    }

    private HttpExchangeAdapter adapter(String service) {
        WebClient client = WebClient.builder()
                .baseUrl("http://" + service)
                .clientConnector(new ReactorClientHttpConnector(http(service)))
                .codecs(configurer -> codecs.forEach(customizer -> customizer.customize(configurer)))
                .filter(upstream(service))
                .defaultStatusHandler(
                        HttpStatusCode::isError,
                        response -> response.bodyToMono(String.class)
                                .defaultIfEmpty("")
                                .map(body -> UpstreamErrors.answered(service, response.statusCode(), body, json))
                                .doOnNext(problem -> response.headers().header("Retry-After").stream()
                                        .findFirst()
                                        .ifPresent(after -> problem.header("Retry-After", after))))
                .build();
        return new TranslatingExchange(service, WebClientAdapter.create(client), properties.timeout());
    }

    private Upstream upstream(String service) {
        List<Instance> instances = services.urls(service).stream()
                .map(url -> new Instance(url, breakers.circuitBreaker(service + "@" + url.getAuthority())))
                .toList();
        if (instances.isEmpty()) {
            throw new IllegalStateException("rtc.services." + service + ".urls is not set");
        }
        BulkheadConfig config = BulkheadConfig.custom()
                .maxConcurrentCalls(properties.concurrent())
                .maxWaitDuration(Duration.ZERO)
                .build();
        return new Upstream(service, instances, Bulkhead.of(service, config), tokens, properties);
    }

    private HttpClient http(String service) {
        ConnectionProvider connections = ConnectionProvider.builder(service)
                .maxConnections(properties.concurrent())
                .pendingAcquireTimeout(properties.connectTimeout())
                .maxIdleTime(Duration.ofSeconds(20))
                .evictInBackground(Duration.ofSeconds(30))
                .build();
        return HttpClient.create(connections)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(properties.connectTimeout().toMillis()))
                .resolver(spec -> spec.roundRobinSelection(true))
                .compress(false);
    }
}
