package io.realtimeconnect.perf.socket;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.WebsocketServerSpec;

/**
 * Makes every WebSocket upgrade of the application loop-bound, those that Spring Cloud Gateway proxies included: its own
 * strategy is another bean of the same type, and this one is primary.
 */
@AutoConfiguration
@ConditionalOnClass(HttpServer.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@EnableConfigurationProperties(SocketProperties.class)
public final class SocketAutoConfiguration {

    @Bean
    @Primary
    @ConditionalOnMissingBean
    LoopBoundUpgradeStrategy loopBoundUpgradeStrategy(SocketProperties properties) {
        return new LoopBoundUpgradeStrategy(() -> WebsocketServerSpec.builder()
                .maxFramePayloadLength(Math.toIntExact(properties.maxFrame().toBytes()))
                .handlePing(properties.proxyPing()));
    }

    @Bean
    WebFluxConfigurer loopBoundWebSockets(LoopBoundUpgradeStrategy strategy) {
        return new WebFluxConfigurer() {
            @Override
            public @Nullable WebSocketService getWebSocketService() {
                return new HandshakeWebSocketService(strategy);
            }
        };
    }
}
