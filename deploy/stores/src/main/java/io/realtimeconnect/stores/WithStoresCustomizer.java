package io.realtimeconnect.stores;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Equal customizers share a cached context.
 *
 * @param schema empty for Redis only
 * @param isolatedFor the class that wants stores of its own, empty for shared ones
 */
record WithStoresCustomizer(String schema, String isolatedFor) implements ContextCustomizer {
    private static final String NAME = "stores";

    @Override
    public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
        var sources = context.getEnvironment().getPropertySources();
        // what a test says itself (properties = …, @DynamicPropertySource) goes before what it is given
        var own = StreamSupport.stream(sources.spliterator(), false)
                .map(PropertySource::getName)
                .filter(name -> name.equals("Inlined Test Properties") || name.equals("Dynamic Test Properties"))
                .reduce((first, second) -> second);
        var given = new MapPropertySource(NAME, properties());
        own.ifPresentOrElse(name -> sources.addAfter(name, given), () -> sources.addFirst(given));
    }

    private Map<String, Object> properties() {
        var properties = new HashMap<String, Object>();
        var isolated = !isolatedFor.isEmpty();
        var redis = isolated ? Stores.privateRedis().store() : Stores.redis();
        properties.put("spring.data.redis.url", redis.url());
        if (!schema.isEmpty()) {
            var postgres = isolated ? Stores.freshSchema(schema) : Stores.schema(schema);
            properties.put("spring.r2dbc.url", postgres.r2dbcUrl());
            properties.put("spring.r2dbc.username", postgres.user());
            properties.put("spring.r2dbc.password", postgres.password());
            properties.put("spring.flyway.url", postgres.jdbcUrl());
            properties.put("spring.flyway.user", postgres.owner());
            properties.put("spring.flyway.password", postgres.ownerPassword());
        }
        return properties;
    }
}
