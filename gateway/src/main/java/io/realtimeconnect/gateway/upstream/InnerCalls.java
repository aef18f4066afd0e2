package io.realtimeconnect.gateway.upstream;

import io.netty.channel.ChannelOption;
import io.realtimeconnect.perf.resilience.ServiceTokens;
import io.realtimeconnect.perf.web.Deadline;
import io.realtimeconnect.perf.web.RequestId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/** What the gateway itself asks an instance: its health, its interface. Beside the breaker, so that these tell when an instance is back. */
@Component
public final class InnerCalls {

    private static final int LARGEST_ANSWER = 4 * 1024 * 1024;

    private final WebClient client;

    private final ServiceTokens tokens;

    InnerCalls(ServiceTokens tokens) {
        this.tokens = tokens;
        HttpClient http = HttpClient.create().option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 1000);
        this.client = WebClient.builder()
                .clientConnector(new ReactorClientHttpConnector(http))
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(LARGEST_ANSWER))
                .build();
    }

    /** A JSON answer of any status; errors where there is none within the time. */
    public Mono<Answer> get(Instance instance, String path, Duration within) {
        return client.get()
                .uri(instance.base() + path)
                .exchangeToMono(response ->
                        response.bodyToMono(JsonNode.class).map(body -> new Answer(response.statusCode(), body)))
                .timeout(within);
    }

    /** The same under {@code /internal}, where this house shows that it is the gateway. */
    public Mono<Answer> ask(Instance instance, HttpMethod method, String path, @Nullable Object body, Duration within) {
        return Mono.deferContextual(context -> {
            RequestId request = RequestId.from(context);
            WebClient.RequestBodySpec asked = client.method(method)
                    .uri(instance.base() + path)
                    .header(ServiceTokens.HEADER, tokens.sign(instance.service()))
                    .headers(headers -> {
                        headers.set(Deadline.HEADER, Long.toString(within.toMillis()));
                        if (request != null) {
                            headers.set(RequestId.HEADER, request.value());
                        }
                    });
            return (body == null
                            ? asked
                            : asked.contentType(MediaType.APPLICATION_JSON).bodyValue(body))
                    .exchangeToMono(response -> response.bodyToMono(JsonNode.class)
                            .map(answer -> new Answer(response.statusCode(), answer))
                            .defaultIfEmpty(new Answer(response.statusCode(), NullNode.getInstance())))
                    .timeout(within);
        });
    }

    public record Answer(HttpStatusCode status, JsonNode body) {}
}
