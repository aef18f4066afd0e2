package io.realtimeconnect.gateway.health;

import io.realtimeconnect.gateway.upstream.InnerCalls;
import io.realtimeconnect.gateway.upstream.Upstreams;
import io.realtimeconnect.perf.health.HealthPart;
import java.util.Map;
import org.springframework.beans.factory.BeanRegistrar;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/** One {@link ServiceHealth} for each service that has an address, but for the gateway itself. */
final class ServiceHealthRegistrar implements BeanRegistrar {

    @Override
    public void register(BeanRegistry registry, Environment environment) {
        Bindable<Map<String, Object>> addresses = Bindable.mapOf(String.class, Object.class);
        Binder.get(environment).bind("rtc.services", addresses).orElse(Map.of()).keySet().stream()
                .map(name -> name.split("\\.")[0])
                .distinct()
                .filter(name -> !name.equals(environment.getProperty("spring.application.name")))
                .forEach(name -> register(registry, name));
    }

    private static void register(BeanRegistry registry, String service) {
        registry.registerBean(
                service + "Health",
                HealthPart.class,
                spec -> spec.supplier(context ->
                        new ServiceHealth(service, context.bean(Upstreams.class), context.bean(InnerCalls.class))));
    }

    /** Brings it in. */
    @Configuration(proxyBeanMethods = false)
    @Import(ServiceHealthRegistrar.class)
    static class HealthConfiguration {}
}
