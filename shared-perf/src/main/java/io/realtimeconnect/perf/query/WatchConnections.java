package io.realtimeconnect.perf.query;

import io.r2dbc.spi.ConnectionFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;

/** Wraps each connection factory once, pool and all. */
final class WatchConnections implements BeanPostProcessor {

    private final ObjectProvider<QueryMonitor> monitor;

    WatchConnections(ObjectProvider<QueryMonitor> monitor) {
        this.monitor = monitor;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof ConnectionFactory factory && !(bean instanceof WatchedConnectionFactory)
                ? new WatchedConnectionFactory(factory, monitor.getObject())
                : bean;
    }
}
