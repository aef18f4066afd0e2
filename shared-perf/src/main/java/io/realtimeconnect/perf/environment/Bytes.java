package io.realtimeconnect.perf.environment;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** Bounds of a {@link DataSize}, as settings write sizes. */
@Documented
@Constraint(validatedBy = Bytes.Check.class)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.TYPE_USE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Bytes {

    String min() default "0B";

    String max() default "1TB";

    String message() default "must be from {min} to {max}";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Null is for others to judge. */
    final class Check implements ConstraintValidator<Bytes, DataSize> {

        private DataSize min = DataSize.ofBytes(0);
        private DataSize max = DataSize.ofTerabytes(1);

        @Override
        public void initialize(Bytes bounds) {
            min = DataSize.parse(bounds.min());
            max = DataSize.parse(bounds.max());
        }

        @Override
        public boolean isValid(@Nullable DataSize size, ConstraintValidatorContext context) {
            return size == null || size.compareTo(min) >= 0 && size.compareTo(max) <= 0;
        }
    }
}
