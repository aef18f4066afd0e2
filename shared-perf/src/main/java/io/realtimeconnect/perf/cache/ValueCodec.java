package io.realtimeconnect.perf.cache;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** Values to bytes and back: JSON of one declared type in an {@link Envelope}. What cannot be read is a miss. */
final class ValueCodec<V> {

    private static final Logger log = LoggerFactory.getLogger(ValueCodec.class);

    /** Size of its JSON from which a value is decoded off the event loop, and those that follow it are encoded there. */
    static final int LARGE = 64 * 1024;

    /** How many values must be small in turn until the next is taken for a small one, too. */
    private static final int MEMORY = 100;

    private final JsonMapper mapper;
    private final CacheSettings settings;
    private final AtomicReference<@Nullable Typed> typed = new AtomicReference<>();

    private final LongLong packed;

    /** Values that have yet to be small; how large one is shows only once it is encoded. */
    private final AtomicInteger suspects = new AtomicInteger();

    /** Takes two numbers. */
    interface LongLong {
        void accept(long before, long after);
    }

    private record Typed(JavaType type, ObjectReader reader, ObjectWriter writer) {}

    ValueCodec(JsonMapper mapper, CacheSettings settings) {
        this(mapper, settings, (before, after) -> {});
    }

    /** @param packed hears the bytes before and after, where a value was compressed */
    ValueCodec(JsonMapper mapper, CacheSettings settings, LongLong packed) {
        this.mapper = mapper;
        this.settings = settings;
        this.packed = packed;
    }

    /**
     * Says what the values are, once and for all.
     *
     * @throws IllegalStateException if they are something else already
     */
    void bind(JavaType type) {
        Typed there = typed.get();
        if (there == null) {
            typed.compareAndSet(null, new Typed(type, mapper.readerFor(type), mapper.writerFor(type)));
            there = typed.get();
        }
        if (there != null && !there.type().equals(type)) {
            throw new IllegalStateException("Cache " + settings.name() + " holds " + there.type() + ", not " + type);
        }
    }

    /** Whether it is known what the values are. */
    boolean bound() {
        return typed.get() != null;
    }

    /**
     * The value as JSON.
     *
     * @throws IllegalArgumentException if it is larger than {@code max-value}
     */
    String text(V value) {
        String text = typed().writer().writeValueAsString(value);
        if (text.length() > settings.maxValue()) {
            throw new IllegalArgumentException("A value of " + settings.name() + " is larger than it may be");
        }
        return text;
    }

    /** The value of that JSON; throws where that is none. */
    V value(String text) {
        return typed().reader().readValue(text);
    }

    /** What nobody has given a type is plain JSON. */
    private Typed typed() {
        Typed known = typed.get();
        if (known == null) {
            bind(mapper.constructType(Object.class));
            known = Objects.requireNonNull(typed.get());
        }
        return known;
    }

    /** As {@link #encode}: at once, or off the caller's thread where values have been large of late. */
    Mono<byte[]> encoding(@Nullable V value, long now, long freshForMs, int compressAbove) {
        return value == null || suspects.get() <= 0
                ? Mono.just(encode(value, now, freshForMs, compressAbove))
                : Mono.fromCallable(() -> encode(value, now, freshForMs, compressAbove))
                        .subscribeOn(Schedulers.parallel());
    }

    /** The envelope, empty if the value is larger than Redis should hold, or no JSON. */
    byte[] encode(@Nullable V value, long now, long freshForMs, int compressAbove) {
        try {
            byte[] body = value == null ? null : typed().writer().writeValueAsBytes(value);
            if (body != null && body.length >= LARGE) {
                suspects.set(MEMORY);
            } else if (body != null && suspects.get() > 0) {
                suspects.decrementAndGet();
            }
            if (body != null && body.length > settings.maxValue()) {
                return new byte[0];
            }
            byte[] encoded = Envelope.encode(settings.schema(), now, now + freshForMs, body, compressAbove);
            if (body != null && encoded.length < Envelope.HEADER + body.length) {
                packed.accept(body.length, encoded.length - Envelope.HEADER);
            }
            return encoded;
        } catch (JacksonException e) {
            log.warn("event=cache-value-not-encodable cache={}", settings.name(), e);
            return new byte[0];
        }
    }

    /** What a value weighs in the first tier, in bytes: about its JSON, however small it is in Redis; too much if that has not taken it. */
    static int weight(byte[] envelope) {
        return envelope.length < Envelope.HEADER
                ? Integer.MAX_VALUE
                : Envelope.HEADER + ByteBuffer.wrap(envelope).getInt(Envelope.HEADER - Integer.BYTES);
    }

    /** What stands under a key, null if that is nothing, was cleared, or cannot be read. */
    @Nullable
    Stored<V> decode(byte[] raw, Stamp stamp) {
        Head head = Head.of(raw);
        if (head == null || head.length() == raw.length || !head.isOf(stamp.epoch()) || head.since() < stamp.floor()) {
            return null;
        }
        Opened<V> opened = open(ByteBuffer.wrap(raw, head.length(), raw.length - head.length()));
        return opened == null ? null : new Stored<>(opened.value(), opened.freshUntil(), opened.weight());
    }

    /** An envelope without the head of a cache's value. */
    Mono<V> decodeBare(byte[] raw) {
        Mono<Opened<V>> opened = Mono.fromCallable(() -> open(ByteBuffer.wrap(raw)));
        return (large(raw, 0) ? opened.subscribeOn(Schedulers.parallel()) : opened).mapNotNull(Opened::value);
    }

    /** Whether to decode what stands under a key takes an event loop too long. */
    static boolean large(byte[] raw) {
        return large(raw, Head.length(raw));
    }

    private static boolean large(byte[] raw, int envelope) {
        return raw.length >= LARGE || Envelope.length(raw, envelope) >= LARGE;
    }

    /** What tells this value from other values of its key, also if it cannot be decoded; empty if there is none. */
    static String written(byte @Nullable [] raw) {
        Head head = raw == null ? null : Head.of(raw);
        return head == null ? "" : head.written();
    }

    private record Opened<V>(@Nullable V value, long freshUntil, int weight) {}

    /** Null when it is no envelope of ours, or holds what is none of the values. */
    private @Nullable Opened<V> open(ByteBuffer bytes) {
        Envelope envelope = Envelope.decode(bytes, settings.schema(), settings.maxValue());
        if (envelope == null) {
            return null;
        }
        try {
            ByteBuffer body = envelope.body();
            if (body == null) {
                return new Opened<>(null, envelope.freshUntil(), Envelope.HEADER);
            }
            int length = body.remaining();
            V value = typed().reader().readValue(body.array(), body.arrayOffset() + body.position(), length);
            return new Opened<>(value, envelope.freshUntil(), Envelope.HEADER + length);
        } catch (JacksonException e) {
            log.debug("event=undecodable cache={}", settings.name(), e);
            return null;
        }
    }
}
