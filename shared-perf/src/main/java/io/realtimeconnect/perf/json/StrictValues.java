package io.realtimeconnect.perf.json;

import io.realtimeconnect.perf.web.Ids;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.jdk.StringDeserializer;
import tools.jackson.databind.deser.std.FromStringDeserializer;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdScalarSerializer;

/** Texts without NUL, whole UUIDs, days and instants as ISO-8601 texts, these in UTC with milliseconds, wherever the mapper is used. */
final class StrictValues extends SimpleModule {

    StrictValues() {
        super("strict-values");
        addDeserializer(String.class, new Text());
        addDeserializer(UUID.class, new Id());
        addDeserializer(
                Instant.class,
                new Iso<>(Instant.class, text -> OffsetDateTime.parse(text).toInstant()));
        addDeserializer(LocalDate.class, new Iso<>(LocalDate.class, LocalDate::parse));
        addSerializer(Instant.class, new Millis());
    }

    private static final class Text extends StdScalarDeserializer<String> {

        Text() {
            super(String.class);
        }

        @Override
        public @Nullable String deserialize(JsonParser parser, DeserializationContext context) {
            String text = StringDeserializer.instance.deserialize(parser, context);
            if (text != null && text.indexOf('\0') >= 0) {
                return (String) context.handleWeirdStringValue(String.class, "", "has a NUL character");
            }
            return text;
        }

        @Override
        public Object getEmptyValue(DeserializationContext context) {
            return "";
        }
    }

    private static final class Id extends FromStringDeserializer<UUID> {

        Id() {
            super(UUID.class);
        }

        @Override
        protected UUID _deserialize(String text, DeserializationContext context) {
            return Ids.parse(text)
                    .orElseGet(() -> (UUID) context.handleWeirdStringValue(UUID.class, text, "is not a UUID"));
        }
    }

    private static final class Iso<T> extends FromStringDeserializer<T> {

        private final transient Function<String, T> parse;

        Iso(Class<T> type, Function<String, T> parse) {
            super(type);
            this.parse = parse;
        }

        @Override
        @SuppressWarnings("unchecked")
        protected T _deserialize(String text, DeserializationContext context) {
            try {
                return parse.apply(text);
            } catch (DateTimeParseException e) {
                return (T) context.handleWeirdStringValue(handledType(), text, "is not ISO-8601");
            }
        }
    }

    private static final class Millis extends StdScalarSerializer<Instant> {

        private static final DateTimeFormatter FORMAT =
                new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

        Millis() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator json, SerializationContext context) {
            json.writeString(FORMAT.format(value));
        }
    }
}
