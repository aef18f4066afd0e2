package io.realtimeconnect.gateway.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;

/** The version on the class path, which is part of its files' paths. */
final class SwaggerUi {

    private static final String DESCRIPTION = "META-INF/maven/org.webjars/swagger-ui/pom.properties";

    private SwaggerUi() {}

    static String version() {
        try {
            Properties description = PropertiesLoaderUtils.loadProperties(new ClassPathResource(DESCRIPTION));
            return description.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
