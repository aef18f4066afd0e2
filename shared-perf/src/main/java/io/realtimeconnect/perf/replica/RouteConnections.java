package io.realtimeconnect.perf.replica;

import io.r2dbc.spi.ConnectionFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;

/** Stands before the pool and behind whatever watches it, so that statements on replicas are seen like any others. */
final class RouteConnections implements BeanPostProcessor, Ordered {

    private final ObjectProvider<Replicas> replicas;

    RouteConnections(ObjectProvider<Replicas> replicas) {
        this.replicas = replicas;
    }

    @Override
    public int getOrder() {
        return 0;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof ConnectionFactory factory ? new RoutedConnections(factory, replicas) : bean;
    }
}
