package io.realtimeconnect.user.profile;

import io.realtimeconnect.perf.web.ValidationFailed;
import io.realtimeconnect.perf.web.ValidationFailed.Violation;
import jakarta.validation.Validator;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.codec.DecodingException;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebInputException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads a merge patch: JSON tells absent from null, a record does not. */
@Component
class ProfileInput {

    private static final int MIN_AGE = 13;
    private static final int MAX_AGE = 120;

    private final JsonMapper mapper;
    private final Validator validator;
    private final Clock clock;

    ProfileInput(JsonMapper mapper, Validator validator, Clock clock) {
        this.mapper = mapper;
        this.validator = validator;
        this.clock = clock;
    }

    ProfileChange read(ObjectNode body) {
        ProfileFields fields;
        try {
            fields = mapper.treeToValue(body, ProfileFields.class);
        } catch (JacksonException e) {
            throw new ServerWebInputException("not a profile", null, new DecodingException("not a profile", e));
        }
        List<Violation> violations = new ArrayList<>();
        validator
                .validate(fields)
                .forEach(v -> violations.add(
                        new Violation(v.getPropertyPath().toString().replace(".<list element>", ""), v.getMessage())));
        if (!plausible(fields.birthDate())) {
            violations.add(new Violation("birthDate", "must be " + MIN_AGE + " to " + MAX_AGE + " years ago"));
        }
        if (!violations.isEmpty()) {
            throw new ValidationFailed(violations);
        }
        return new ProfileChange(Set.copyOf(body.propertyNames()), fields);
    }

    private boolean plausible(@Nullable LocalDate birthDate) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        return birthDate == null
                || (!birthDate.isAfter(today.minusYears(MIN_AGE)) && birthDate.isAfter(today.minusYears(MAX_AGE)));
    }
}
