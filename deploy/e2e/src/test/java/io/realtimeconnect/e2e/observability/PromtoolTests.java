package io.realtimeconnect.e2e.observability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The series on which {@code deploy/prometheus/tests} have alerts fire. */
final class PromtoolTests {

    private static final Pattern SERIES = Pattern.compile("- series: '(\\w+)\\{(.*)}'");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"[^\"]*\"");

    /** Labels whose values there are of trouble, or of one machine. */
    private static final Set<String> ANY_VALUE = Set.of("job", "service", "instance", "status", "outcome", "id");

    /** Of what no service of the suite uses; the library's tests have these meters. */
    private static final Pattern UNUSED = Pattern.compile("cache_behind_\\w+");

    private PromtoolTests() {}

    /** As selectors of what a running suite has. */
    static Set<String> series(Path root) throws IOException {
        return SERIES.matcher(Files.readString(root.resolve("deploy/prometheus/tests/alerts.yml")))
                .results()
                .filter(series -> !UNUSED.matcher(series.group(1)).matches())
                .map(series -> series.group(1) + "{" + labels(series.group(2)) + "}")
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String labels(String said) {
        return LABEL.matcher(said)
                .results()
                .map(label -> ANY_VALUE.contains(label.group(1)) ? label.group(1) + "!=\"\"" : label.group())
                .collect(Collectors.joining(","));
    }
}
