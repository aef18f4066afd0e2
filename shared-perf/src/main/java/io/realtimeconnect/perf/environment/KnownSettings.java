package io.realtimeconnect.perf.environment;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Refuses names under a prefix that no component of its record has: mistyped, they would leave a default in force unseen. */
public final class KnownSettings {

    /** What a cluster sets for each of its services, one of them perhaps named like the prefix. */
    private static final Set<String> ADDRESSES = Set.of("service", "port");

    private KnownSettings() {}

    /**
     * @param type the record that is bound to the prefix
     * @param elsewhere first elements after the prefix that are bound to other types
     * @throws InvalidSetting that names the first unknown one
     */
    public static void check(
            Environment environment, String prefix, Class<? extends Record> type, String... elsewhere) {
        ConfigurationPropertyName root = ConfigurationPropertyName.of(prefix);
        ResolvableType known = ResolvableType.forClass(type);
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (!(source instanceof IterableConfigurationPropertySource names)) {
                continue;
            }
            boolean variables = source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
            names.stream()
                    .filter(root::isAncestorOf)
                    .filter(name -> {
                        List<String> rest = IntStream.range(root.getNumberOfElements(), name.getNumberOfElements())
                                .mapToObj(at -> name.getElement(at, Form.UNIFORM))
                                .toList();
                        boolean others = Arrays.stream(elsewhere).anyMatch(one -> starts(rest, one, variables))
                                || variables && ADDRESSES.contains(rest.get(0));
                        return !others && !known(rest, known, variables);
                    })
                    .findFirst()
                    .ifPresent(name -> {
                        throw new InvalidSetting(name.toString(), "a known setting");
                    });
        }
    }

    private static boolean starts(List<String> rest, String element, boolean variables) {
        return taken(rest, variables)
                .anyMatch(length -> uniform(element).equals(String.join("", rest.subList(0, length))));
    }

    /** How many elements may be one name: variables have an underscore where names have a dash or a dot. */
    private static IntStream taken(List<String> rest, boolean variables) {
        return IntStream.rangeClosed(1, variables ? rest.size() : Math.min(1, rest.size()));
    }

    private static boolean known(List<String> rest, ResolvableType type, boolean variables) {
        if (rest.isEmpty()) {
            return true;
        }
        Class<?> raw = type.toClass();
        if (raw.isRecord()) {
            return Arrays.stream(raw.getRecordComponents())
                    .anyMatch(component -> taken(rest, variables)
                            .filter(length ->
                                    uniform(component.getName()).equals(String.join("", rest.subList(0, length))))
                            .anyMatch(length -> known(
                                    rest.subList(length, rest.size()),
                                    ResolvableType.forMethodReturnType(component.getAccessor()),
                                    variables)));
        }
        if (Map.class.isAssignableFrom(raw)) {
            ResolvableType values = type.getGeneric(1);
            // a whole variable that is a name leaves nothing to be set
            int most = variables && values.toClass().isRecord() ? rest.size() - 1 : rest.size();
            return taken(rest, variables)
                    .filter(length -> length <= most)
                    .anyMatch(length -> known(rest.subList(length, rest.size()), values, variables));
        }
        return Iterable.class.isAssignableFrom(raw)
                && known(rest.subList(1, rest.size()), type.getGeneric(0), variables);
    }

    private static String uniform(String name) {
        return name.replace("-", "").toLowerCase(Locale.ROOT);
    }
}
