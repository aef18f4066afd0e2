package io.realtimeconnect.perf.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.util.ReflectionUtils;

/** Turns a path of Java properties, such as {@code newPassword}, into that of the JSON a client wrote, such as {@code new}. */
final class JsonNames {

    private JsonNames() {}

    static String path(Class<?> root, String javaPath) {
        StringBuilder path = new StringBuilder();
        ResolvableType type = ResolvableType.forClass(root);
        for (String segment : javaPath.split("\\.", -1)) {
            int bracket = segment.indexOf('[');
            String property = bracket < 0 ? segment : segment.substring(0, bracket);
            Field field = field(type, property);
            path.append(path.isEmpty() ? "" : ".").append(name(field, property));
            if (bracket >= 0) {
                path.append(segment, bracket, segment.length());
            }
            type = field == null ? ResolvableType.NONE : element(ResolvableType.forField(field, type));
        }
        return path.toString();
    }

    private static @Nullable Field field(ResolvableType type, String property) {
        Class<?> owner = type.resolve();
        return owner == null || property.isEmpty() ? null : ReflectionUtils.findField(owner, property);
    }

    private static String name(@Nullable Field field, String property) {
        JsonProperty said = field == null ? null : field.getAnnotation(JsonProperty.class);
        return said == null || said.value().isEmpty() ? property : said.value();
    }

    private static ResolvableType element(ResolvableType type) {
        Class<?> raw = type.resolve(Object.class);
        if (raw.isArray()) {
            return type.getComponentType();
        }
        return type.hasGenerics() ? type.getGeneric(type.getGenerics().length - 1) : type;
    }
}
