package io.realtimeconnect.history.search;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.realtimeconnect.history.log.Message;
import io.realtimeconnect.history.log.Words;
import io.realtimeconnect.history.log.Words.Word;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * A message that was found, and where.
 *
 * @param highlight the text around the first match, escaped for HTML, matches in {@code <mark>}
 * @param matches every match in the body
 */
record Found(
        @JsonUnwrapped Message message,

        @Schema(description = "the text around the first match, escaped for HTML, matches in <mark>")
        String highlight,

        @Schema(description = "every match in body, in UTF-16 units, end exclusive")
        List<Match> matches) {

    private static final int AROUND = 80;

    /** In UTF-16 units, {@code end} exclusive. */
    record Match(int start, int end) {}

    static Found of(Message message, List<Word> wanted) {
        List<Match> matches = Words.in(message.body()).stream()
                .filter(word -> Words.matches(wanted, word.folded()))
                .map(word -> new Match(word.start(), word.end()))
                .toList();
        return new Found(message, highlighted(message.body(), matches), matches);
    }

    private static String highlighted(String body, List<Match> matches) {
        int first = matches.isEmpty() ? 0 : matches.get(0).start();
        int from = whole(body, Math.max(0, first - AROUND));
        int to = whole(body, Math.min(body.length(), first + 2 * AROUND));
        StringBuilder html = new StringBuilder(from > 0 ? "…" : "");
        int at = from;
        for (Match match : matches) {
            if (match.end() > to) {
                break;
            }
            escape(html, body, at, match.start());
            html.append("<mark>");
            escape(html, body, match.start(), match.end());
            html.append("</mark>");
            at = match.end();
        }
        escape(html, body, at, to);
        return html.append(to < body.length() ? "…" : "").toString();
    }

    /** Not in the middle of a pair. */
    private static int whole(String body, int at) {
        return at > 0 && at < body.length() && Character.isLowSurrogate(body.charAt(at)) ? at - 1 : at;
    }

    private static void escape(StringBuilder html, String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                default -> html.append(c);
            }
        }
    }
}
