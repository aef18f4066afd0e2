package io.realtimeconnect.perf.resilience;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the suite's services are: {@code rtc.services.<name>.urls}.
 *
 * @param services by name
 */
@ConfigurationProperties("rtc")
public record ServicesProperties(@DefaultValue Map<String, Service> services) {

    /** @param urls one per instance, or a DNS name that stands for all */
    public record Service(@DefaultValue List<URI> urls) {}

    /** The addresses of a service; empty for one that nobody named. */
    public List<URI> urls(String service) {
        Service named = services.get(service);
        return named == null ? List.of() : named.urls();
    }
}
