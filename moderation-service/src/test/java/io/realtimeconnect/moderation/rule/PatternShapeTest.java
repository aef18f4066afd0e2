package io.realtimeconnect.moderation.rule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatternShapeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a+)+",
                "(a*)*$",
                "^(a+)+$",
                "(?:a+)+b",
                "((a+))+",
                "(x+x+)+y",
                "([a-z]+)*",
                "(\\w*)+",
                "(a+b?)+",
                "(a+){2,}",
                "(a|a)*",
                "(?i)(a|ab)+",
                "(.|a)*",
                "(a|[ab])+",
                "(\\d|\\w)*",
                "(.*)*",
                "(a+?)+?",
                "((a{99}){99}){99}",
                "(a{2}){600}"
            })
    void whatCouldBacktrackWithoutEndIsRefused(String pattern) {
        assertThat(PatternShape.objection(pattern)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "free\\s+money",
                "(free\\s+money)+",
                "(\\w+\\s)+",
                "(?i)buy (now|today)",
                "[a-z]+@[a-z]+\\.com",
                "[]a+)(]+",
                "(ab|cd)*",
                "(fast|free)+",
                "(a|[bc]d)*",
                "\\(a+\\)+",
                "(a{3}){100}",
                "\\d{3,4}[- ]?\\d{4}",
                "\\p{L}+\\x{41}+",
                "(?P<site>www\\.[a-z0-9]+)(/[a-z]*)?",
                "a{,3}",
                "x{"
            })
    void whatIsHarmlessIsTaken(String pattern) {
        assertThat(PatternShape.objection(pattern)).isNull();
    }
}
