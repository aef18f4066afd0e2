package io.realtimeconnect.perf.environment;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What editors are told of the settings. */
class SettingsMetadataTest {

    @Test
    void everySettingIsNamedAndDescribed() throws IOException {
        Map<String, String> described = new HashMap<>();
        for (JsonNode property : metadata().path("properties")) {
            described.put(
                    property.path("name").asString(),
                    property.path("description").asString(""));
        }
        List<String> settings = new ArrayList<>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.realtimeconnect.perf")) {
            if (type.isAnnotatedWith(ConfigurationProperties.class)) {
                Class<?> bound = type.reflect();
                add(settings, bound.getAnnotation(ConfigurationProperties.class).value(), bound);
            }
        }
        assertThat(settings).hasSizeGreaterThan(100).contains("perf.cache.outbox", "perf.cache.write-behind.lease");
        assertThat(settings)
                .allSatisfy(setting ->
                        assertThat(described.get(setting)).as(setting).isNotBlank());
    }

    @Test
    void thePageOfTheCachesSettingsHasEachWithItsDefault() throws IOException {
        String page = Files.readString(Path.of("CACHE-SETTINGS.md"));
        for (JsonNode property : metadata().path("properties")) {
            String name = property.path("name").asString();
            if (!name.startsWith("perf.cache.") || name.equals("perf.cache.caches")) {
                continue;
            }
            String row = "| `" + name.replaceFirst("perf\\.cache\\.(write-behind\\.)?", "") + "` | ";
            String set = property.path("defaultValue").asString("");
            assertThat(page.lines())
                    .as("%s of %s", row, name)
                    .anyMatch(line -> line.startsWith(row)
                            && (set.isEmpty()
                                    || line.startsWith(row + "`" + set + "` |")
                                    || set.equals("0") && line.startsWith(row + "`0s`")));
        }
    }

    private static void add(List<String> settings, String prefix, Class<?> bound) {
        for (RecordComponent component : bound.getRecordComponents()) {
            String name = prefix + "."
                    + component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            boolean nested = component.getType().isRecord()
                    && (component.getType().getEnclosingClass() == bound
                            || component.getAccessor().isAnnotationPresent(NestedConfigurationProperty.class));
            if (nested) {
                add(settings, name, component.getType());
            } else {
                settings.add(name);
            }
        }
    }

    private static JsonNode metadata() throws IOException {
        for (var all = SettingsMetadataTest.class
                        .getClassLoader()
                        .getResources("META-INF/spring-configuration-metadata.json")
                        .asIterator();
                all.hasNext(); ) {
            try (InputStream in = all.next().openStream()) {
                JsonNode one = JsonMapper.builder().build().readTree(in);
                if (one.toString().contains("\"perf.cache.ttl\"")) {
                    return one;
                }
            }
        }
        throw new AssertionError("No metadata");
    }
}
