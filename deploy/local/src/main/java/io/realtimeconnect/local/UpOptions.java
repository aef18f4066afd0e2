package io.realtimeconnect.local;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code up} was asked for.
 *
 * @param detached return once all is ready
 * @param instances every replica of every service, in the order of starting
 * @param offset added to every port
 */
record UpOptions(boolean detached, List<Instance> instances, int offset) {
    private static final int MOST_REPLICAS = 9;

    /** @throws Refusal for anything not understood */
    static UpOptions parse(List<String> arguments, Map<String, String> environment, List<Service> services) {
        var replicas = new HashMap<String, Integer>();
        var detached = false;
        for (var words = arguments.iterator(); words.hasNext(); ) {
            var word = words.next();
            if (word.equals("-d") || word.equals("--detach")) {
                detached = true;
            } else if (word.equals("--replicas") && words.hasNext()) {
                replicas(words.next(), services, replicas);
            } else if (word.startsWith("--replicas=")) {
                replicas(word.substring("--replicas=".length()), services, replicas);
            } else {
                throw new Refusal("up does not know '" + word + "': up [-d] [--replicas SERVICE=N]…");
            }
        }
        var offset = offset(environment);
        var instances = new ArrayList<Instance>();
        for (var service : services) {
            for (int number = 1; number <= replicas.getOrDefault(service.name(), 1); number++) {
                instances.add(Instance.of(service, number, offset));
            }
        }
        return new UpOptions(detached, List.copyOf(instances), offset);
    }

    /** The words that {@link #parse} would read these options from. */
    List<String> arguments() {
        var words = new ArrayList<String>();
        if (detached) {
            words.add("-d");
        }
        for (var instance : instances) {
            words.add("--replicas=" + instance.service().name() + "=" + instance.number());
        }
        return words;
    }

    private static void replicas(String text, List<Service> services, Map<String, Integer> replicas) {
        for (var part : text.split(",")) {
            var words = part.split("=", 2);
            if (words.length != 2 || !words[1].matches("[1-" + MOST_REPLICAS + "]")) {
                throw new Refusal("--replicas wants SERVICE=N with N from 1 to " + MOST_REPLICAS + ", not " + part);
            }
            if (services.stream().noneMatch(service -> service.name().equals(words[0]))) {
                throw new Refusal("there is no service '" + words[0] + "' to replicate; there are "
                        + String.join(", ", services.stream().map(Service::name).toList()));
            }
            replicas.put(words[0], Integer.valueOf(words[1]));
        }
    }

    private static int offset(Map<String, String> environment) {
        var text = environment.getOrDefault("RTC_PORT_OFFSET", "").strip();
        if (text.isEmpty()) {
            return 0;
        }
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 45_000) {
            throw new Refusal("RTC_PORT_OFFSET must be a number from 0 to 45000, not " + text);
        }
        return Integer.parseInt(text);
    }
}
