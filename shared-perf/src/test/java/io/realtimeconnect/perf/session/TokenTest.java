package io.realtimeconnect.perf.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Objects;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The format of a token and of its key: every service, and every release that runs beside another, reads both. */
class TokenTest {

    private static final String KNOWN = "v1.AYkAAAAAcACAAAAAAAAAAQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";
    private static final String USER = "01890000-0000-7000-8000-000000000001";
    private static final String HASH = "630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd";

    @Test
    void aTokenIsReadAsItAlwaysWas() {
        Token token = Objects.requireNonNull(Token.parse(KNOWN));

        assertThat(token.userId()).isEqualTo(UUID.fromString(USER));
        assertThat(token.key()).isEqualTo("s:{" + USER + "}:" + HASH);
        assertThat(Token.index(token.userId())).isEqualTo("s:{" + USER + "}:index");
    }

    @Property
    void aFreshTokenIsReadBack(@ForAll long most, @ForAll long least) {
        UUID user = new UUID(most, least);

        Token token = Objects.requireNonNull(Token.parse(Token.fresh(user, new SecureRandom())));

        assertThat(token.userId()).isEqualTo(user);
        assertThat(token.hash()).matches("[0-9a-f]{64}");
    }

    @Property
    void anyOtherTextIsNoToken(@ForAll String text) {
        assertThat(Token.parse(text)).isNull();
        assertThat(Token.parse("v1." + text)).isNull();
    }

    @Test
    void aTokenOfAnotherLengthOrVersionIsNone() {
        assertThat(Token.parse(KNOWN + "A")).isNull();
        assertThat(Token.parse(KNOWN.substring(0, KNOWN.length() - 1))).isNull();
        assertThat(Token.parse("v2" + KNOWN.substring(2))).isNull();
        assertThat(Token.parse(KNOWN.replace('g', '+'))).isNull();
    }
}
