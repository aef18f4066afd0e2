package io.realtimeconnect.gateway.socket;

import io.micrometer.core.instrument.MeterRegistry;
import io.realtimeconnect.gateway.upstream.HopHeaders;
import io.realtimeconnect.gateway.upstream.UpstreamProperties;
import io.realtimeconnect.gateway.upstream.Upstreams;
import io.realtimeconnect.perf.socket.LoopBoundUpgradeStrategy;
import java.util.Map;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;

/** Puts the proxy at {@code /ws}, before the one that carries requests. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SocketProxyProperties.class)
class SocketConfiguration {

    @Bean
    OpenSockets openSockets(MeterRegistry meters) {
        return new OpenSockets(meters);
    }

    @Bean
    HandlerMapping sockets(
            Upstreams upstreams,
            UpstreamProperties upstream,
            LoopBoundUpgradeStrategy upgrades,
            HopHeaders hop,
            SocketProxyProperties properties,
            OpenSockets open) {
        ServiceSockets services = new ServiceSockets(upstreams, upstream, properties);
        return new SimpleUrlHandlerMapping(
                Map.of("/ws", new SocketProxy(services, upgrades, hop, properties, open)), -1);
    }
}
