package io.realtimeconnect.moderation.rule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks for what makes a pattern dangerous where patterns backtrack: something repeated without end whose repetitions can be told apart
 * in more than one way, such as {@code (a+)+} or {@code (a|ab?)*}. RE2 would bear these, but whoever writes one means something else, and
 * rules may be taken to places that would not. Also adds up counted repetitions, which RE2 writes out: {@code ((a{99}){99}){99}}.
 */
final class PatternShape {

    private static final int MOST_COPIES = 1_000;
    private static final String WITHOUT_END = "has a repetition within a repetition that could backtrack without end";
    private static final String TOO_LARGE = "repeats more than " + MOST_COPIES + " times";

    /** @param broad one atom that stands for many characters */
    private record Branch(String text, boolean broad) {

        boolean overlaps(Branch other) {
            return broad || other.broad || text.startsWith(other.text) || other.text.startsWith(text);
        }
    }

    /** One group, or the whole, while it is read. */
    private static final class Frame {
        private final List<Branch> branches = new ArrayList<>();
        private int begin;
        private int atoms;
        private boolean ambiguous;
        private boolean repeats;
        private boolean fixed;
        private boolean broad;
        private int copies = 1;

        Frame(int begin) {
            this.begin = begin;
        }

        /** At a bar or at the end: whether anything in the branch says where a repetition of it begins. */
        void endBranch(String pattern, int end) {
            Branch branch = new Branch(pattern.substring(begin, end), broad && atoms == 1);
            ambiguous |= repeats && !fixed || branches.stream().anyMatch(branch::overlaps);
            branches.add(branch);
            begin = end + 1;
            atoms = 0;
            repeats = false;
            fixed = false;
            broad = false;
        }
    }

    private record Repeat(int end, boolean unbounded, boolean optional, int copies) {}

    private final String pattern;
    private int at;

    private PatternShape(String pattern) {
        this.pattern = pattern;
    }

    /** Why a pattern is refused, null when there is nothing against it. It is one that RE2 takes. */
    static @Nullable String objection(String pattern) {
        return new PatternShape(pattern).read();
    }

    private @Nullable String read() {
        Deque<Frame> open = new ArrayDeque<>();
        Frame frame = new Frame(0);
        while (at < pattern.length()) {
            char c = pattern.charAt(at);
            int from = at;
            Frame group = null;
            if (c == '(') {
                at = groupStart();
                if (pattern.charAt(at - 1) != ')') {
                    open.push(frame);
                    frame = new Frame(at);
                }
                continue;
            } else if (c == ')') {
                frame.endBranch(pattern, at);
                at++;
                group = frame;
                frame = open.isEmpty() ? new Frame(at) : open.pop();
            } else if (c == '|') {
                frame.endBranch(pattern, at);
                at++;
                continue;
            } else if (c == '^' || c == '$') {
                at++;
                continue;
            } else {
                at = atomEnd();
            }
            Repeat repeat = repeat();
            int copies = (group == null ? 1 : group.copies) * repeat.copies();
            if (copies > MOST_COPIES) {
                return TOO_LARGE;
            }
            boolean loose = group != null && group.ambiguous;
            if (repeat.unbounded() && loose) {
                return WITHOUT_END;
            }
            frame.atoms++;
            frame.broad |= group == null
                    && (c == '.'
                            || c == '['
                            || c == '\\' && at - from == 2 && "wWdDsS".indexOf(pattern.charAt(at - 1)) >= 0);
            frame.copies = Math.max(frame.copies, copies);
            frame.repeats |= repeat.unbounded() || loose;
            frame.fixed |= !repeat.unbounded() && !repeat.optional() && !loose;
            at = repeat.end();
        }
        return null;
    }

    /** Past {@code (}, {@code (?:}, {@code (?P<name>} or the whole of {@code (?i)}. */
    private int groupStart() {
        int next = at + 1;
        if (next >= pattern.length() || pattern.charAt(next) != '?') {
            return next;
        }
        while (next < pattern.length() && ":>)".indexOf(pattern.charAt(next)) < 0) {
            next++;
        }
        return Math.min(next + 1, pattern.length());
    }

    private int atomEnd() {
        char c = pattern.charAt(at);
        if (c == '[') {
            return classEnd();
        }
        if (c == '\\' && at + 1 < pattern.length()) {
            char escaped = pattern.charAt(at + 1);
            boolean braced = "pPx".indexOf(escaped) >= 0 && at + 2 < pattern.length() && pattern.charAt(at + 2) == '{';
            int close = braced ? pattern.indexOf('}', at) : -1;
            return close > 0 ? close + 1 : at + 2;
        }
        return at + Character.charCount(pattern.codePointAt(at));
    }

    private int classEnd() {
        int next = at + 1;
        if (next < pattern.length() && pattern.charAt(next) == '^') {
            next++;
        }
        boolean first = true;
        while (next < pattern.length() && (first || pattern.charAt(next) != ']')) {
            if (pattern.charAt(next) == '\\') {
                next++;
            } else if (pattern.startsWith("[:", next)) {
                int close = pattern.indexOf(":]", next);
                next = close < 0 ? next : close + 1;
            }
            next++;
            first = false;
        }
        return Math.min(next + 1, pattern.length());
    }

    /** What follows an atom, and where that ends; a lazy one is as greedy here. */
    private Repeat repeat() {
        if (at >= pattern.length()) {
            return new Repeat(at, false, false, 1);
        }
        Repeat repeat = switch (pattern.charAt(at)) {
            case '*' -> new Repeat(at + 1, true, true, 1);
            case '+' -> new Repeat(at + 1, true, false, 1);
            case '?' -> new Repeat(at + 1, false, true, 1);
            case '{' -> counted();
            default -> new Repeat(at, false, false, 1);
        };
        boolean lazy = repeat.end() > at && repeat.end() < pattern.length() && pattern.charAt(repeat.end()) == '?';
        return lazy ? new Repeat(repeat.end() + 1, repeat.unbounded(), repeat.optional(), repeat.copies()) : repeat;
    }

    private Repeat counted() {
        int close = pattern.indexOf('}', at);
        String inside = close < 0 ? "" : pattern.substring(at + 1, close);
        if (!inside.matches("\\d{1,4}(,\\d{0,4})?")) {
            return new Repeat(at, false, false, 1);
        }
        String[] bounds = inside.split(",", -1);
        int least = Integer.parseInt(bounds[0]);
        boolean unbounded = bounds.length == 2 && bounds[1].isEmpty();
        int most = bounds.length == 1 || unbounded ? least : Integer.parseInt(bounds[1]);
        return new Repeat(close + 1, unbounded, least == 0, Math.max(1, most));
    }
}
