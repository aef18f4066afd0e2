package io.realtimeconnect.perf.web;

import java.math.BigInteger;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.converter.GenericConverter;

/** A decimal number of any size is a number: one that is more than an int stands for the largest int, so that a limit is clamped. */
final class Numbers implements GenericConverter {

    private static final BigInteger LEAST = BigInteger.valueOf(Integer.MIN_VALUE);
    private static final BigInteger MOST = BigInteger.valueOf(Integer.MAX_VALUE);

    @Override
    public Set<ConvertiblePair> getConvertibleTypes() {
        return Set.of(new ConvertiblePair(String.class, Integer.class));
    }

    @Override
    public @Nullable Object convert(@Nullable Object source, TypeDescriptor from, TypeDescriptor to) {
        String digits = source == null ? "" : source.toString().trim();
        return digits.isEmpty()
                ? null
                : new BigInteger(digits).max(LEAST).min(MOST).intValue();
    }
}
