package io.realtimeconnect.perf.environment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;

/**
 * Puts {@link Aliases} under the environment and over the application's files, so that a setting under its own name wins; and
 * {@code perf-defaults.yml} under everything.
 */
final class SharedSettings implements EnvironmentPostProcessor, Ordered {

    private static final String ALIASES = "perf aliases";
    private static final String DEFAULTS = "perf defaults";

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        MutablePropertySources sources = environment.getPropertySources();
        if (sources.contains(ALIASES) || sources.contains(DEFAULTS)) {
            return;
        }
        Map<String, Object> settings = Aliases.settings(environment::getProperty);
        if (!settings.isEmpty()) {
            MapPropertySource aliases = new MapPropertySource(ALIASES, settings);
            if (sources.contains(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)) {
                sources.addAfter(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, aliases);
            } else {
                sources.addFirst(aliases);
            }
        }
        try {
            new YamlPropertySourceLoader()
                    .load(DEFAULTS, new ClassPathResource("perf-defaults.yml"))
                    .forEach(sources::addLast);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String port = environment.getProperty("management.server.port", "");
        if (!port.isEmpty() && !port.equals(environment.getProperty("server.port"))) {
            // Boot refuses an address for management where it has no port of its own
            sources.addLast(new MapPropertySource(
                    "perf management", Map.of("management.server.address", "${RTC_BIND:127.0.0.1}")));
        }
    }
}
