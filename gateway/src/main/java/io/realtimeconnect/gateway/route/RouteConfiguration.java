package io.realtimeconnect.gateway.route;

import java.io.IOException;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import reactor.core.publisher.Flux;

/** The table, and the one route by which Spring Cloud Gateway takes what the table says another service answers. */
@Configuration(proxyBeanMethods = false)
class RouteConfiguration {

    @Bean
    RouteTable routeTable(@Value("${rtc.gateway.routes:classpath:routes.table}") Resource resource) throws IOException {
        return RouteTableReader.read(resource);
    }

    @Bean
    RouteLocator proxiedRows() {
        Route route = Route.async()
                .id("table")
                .uri("http://chosen.invalid")
                .predicate(exchange -> {
                    Row row = Row.of(exchange);
                    return row != null && row.proxied();
                })
                .build();
        return () -> Flux.just(route);
    }
}
