package io.realtimeconnect.gateway.upstream;

import io.netty.channel.ChannelOption;
import java.time.Duration;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import tools.jackson.databind.JsonNode;

/** What the gateway itself asks an instance: its health, its interface. Beside the breaker, so that these tell when an instance is back. */
@Component
public final class InnerCalls {

    private static final int LARGEST_ANSWER = 4 * 1024 * 1024;

    private final WebClient client;

    InnerCalls() {
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

    public record Answer(HttpStatusCode status, JsonNode body) {}
}
