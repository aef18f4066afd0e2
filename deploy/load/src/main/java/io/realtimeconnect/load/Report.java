package io.realtimeconnect.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Gatling's report, which has its figures in a page alone, as a table of text. */
final class Report {

    private static final Pattern ROW = Pattern.compile(
            "class=\"ellipsed-name\">([^<]+)</span>.*?col-2\">([^<]*)<.*?col-8\">([^<]*)<.*?col-11\">([^<]*)<.*?col-12\">([^<]*)<",
            Pattern.DOTALL);

    private Report() {}

    /** @param results where Gatling was told to leave its reports */
    static String of(Path results) throws IOException {
        Path page;
        try (Stream<Path> files = Files.walk(results, 2)) {
            page = files.filter(file -> file.endsWith("index.html")).findFirst().orElseThrow();
        }
        StringBuilder table =
                new StringBuilder(String.format("%n%-16s %8s %8s %8s %8s%n", "ms", "calls", "p50", "p99", "max"));
        Matcher rows = ROW.matcher(Files.readString(page));
        while (rows.find()) {
            table.append(String.format(
                    "%-16s %8s %8s %8s %8s%n",
                    rows.group(1), rows.group(2), rows.group(3), rows.group(4), rows.group(5)));
        }
        return table.toString();
    }
}
