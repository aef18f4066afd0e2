package io.realtimeconnect.moderation.screening;

import com.google.re2j.Pattern;
import io.realtimeconnect.moderation.rule.Rule;
import io.realtimeconnect.moderation.rule.Rule.Kind;
import io.realtimeconnect.moderation.rule.Rule.Severity;
import io.realtimeconnect.moderation.screening.Verdict.Match;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ahocorasick.trie.PayloadEmit;
import org.ahocorasick.trie.PayloadTrie;
import org.jspecify.annotations.Nullable;

/**
 * Rules, compiled: one automaton (Aho and Corasick, 1975) for words and phrases, RE2 for patterns, both linear in the text.
 * Immutable; a change of the rules makes another book.
 */
public final class RuleBook {

    private static final Map<Severity, Double> WEIGHT =
            Map.of(Severity.LOW, 0.3, Severity.MEDIUM, 0.6, Severity.HIGH, 0.95);

    private final PayloadTrie<List<Rule>> words;
    private final Map<Rule, Pattern> patterns;

    public RuleBook(Collection<Rule> rules) {
        Map<String, List<Rule>> byText = rules.stream()
                .filter(rule -> rule.kind() != Kind.PATTERN)
                .collect(Collectors.groupingBy(
                        rule -> Normaliser.normalise(rule.expression()).text()));
        var builder = PayloadTrie.<List<Rule>>builder();
        byText.forEach((text, same) -> {
            if (!text.isBlank()) {
                builder.addKeyword(text, same);
            }
        });
        this.words = builder.build();
        this.patterns = rules.stream()
                .filter(rule -> rule.kind() == Kind.PATTERN)
                .collect(Collectors.toMap(rule -> rule, rule -> Pattern.compile(rule.expression())));
    }

    /**
     * Holds a text against all rules of its language and of none.
     *
     * @param language null for all rules
     */
    public Verdict judge(String text, @Nullable String language) {
        Normalised plain = Normaliser.normalise(text);
        Set<Found> found = new LinkedHashSet<>();
        findWords(plain, language, found);
        findPatterns(plain, language, found);
        Normalised together = Normaliser.drawTogether(plain);
        if (together != plain) {
            findWords(together, language, found);
        }
        return verdict(text, found);
    }

    /** One rule, which this book has once, at one place. */
    private record Found(Rule rule, int start, int end) {

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Found found && rule == found.rule && start == found.start && end == found.end;
        }

        @Override
        public int hashCode() {
            return (System.identityHashCode(rule) * 31 + start) * 31 + end;
        }
    }

    private void findWords(Normalised in, @Nullable String language, Set<Found> found) {
        for (PayloadEmit<List<Rule>> emit : words.parseText(in.text())) {
            int end = emit.getEnd() + 1;
            if (wholeWord(in.text(), emit.getStart(), end)) {
                for (Rule rule : emit.getPayload()) {
                    add(rule, in, emit.getStart(), end, language, found);
                }
            }
        }
    }

    private void findPatterns(Normalised in, @Nullable String language, Set<Found> found) {
        patterns.forEach((rule, pattern) -> {
            var matcher = pattern.matcher(in.text());
            while (matcher.find()) {
                if (matcher.end() > matcher.start()) {
                    add(rule, in, matcher.start(), matcher.end(), language, found);
                }
            }
        });
    }

    private static void add(Rule rule, Normalised in, int from, int to, @Nullable String language, Set<Found> found) {
        if (rule.language() == null || language == null || rule.language().equals(language)) {
            found.add(new Found(rule, in.start(from), in.end(to)));
        }
    }

    private static boolean wholeWord(String text, int start, int end) {
        return (start == 0 || !Character.isLetterOrDigit(text.charAt(start - 1)))
                && (end == text.length() || !Character.isLetterOrDigit(text.charAt(end)));
    }

    private static Verdict verdict(String text, Set<Found> found) {
        double innocence = 1;
        Decision decision = Decision.allow;
        Set<String> categories = new TreeSet<>();
        char[] masked = text.toCharArray();
        for (Found match : found) {
            innocence *= 1 - WEIGHT.getOrDefault(match.rule().severity(), 0.3);
            Decision own = Decision.values()[match.rule().severity().ordinal() + 1];
            decision = own.compareTo(decision) > 0 ? own : decision;
            categories.add(match.rule().category());
            for (int i = match.start(); i < match.end(); i++) {
                masked[i] = Character.isWhitespace(masked[i]) ? masked[i] : '*';
            }
        }
        return new Verdict(
                decision,
                Math.round((1 - innocence) * 1000) / 1000.0,
                List.copyOf(categories),
                found.stream()
                        .map(match -> new Match(
                                match.start(), match.end(), match.rule().id()))
                        .sorted(Comparator.comparingInt(Match::start).thenComparingInt(Match::end))
                        .toList(),
                new String(masked));
    }
}
