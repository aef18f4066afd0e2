package io.realtimeconnect.gateway.performance;

import io.realtimeconnect.gateway.upstream.Fleet.Said;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the instances of one service said.
 *
 * @param answers by instance
 * @param unanswered instances that said nothing in time, or were in no state to
 */
record Gathered(String service, Map<String, JsonNode> answers, List<String> unanswered) {

    /** All of them together, and each of them beside. */
    ObjectNode view() {
        ObjectNode view = deeds();
        if (!answers.isEmpty()) {
            view.setAll((ObjectNode) Together.of(List.copyOf(answers.values())));
        }
        return view;
    }

    /** What each of them said. */
    ObjectNode deeds() {
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        ObjectNode instances = view.putObject("instances");
        answers.forEach(instances::set);
        unanswered.forEach(name -> instances.putObject(name).put("error", "UPSTREAM_UNAVAILABLE"));
        unanswered.forEach(view.putArray("unanswered")::add);
        return view;
    }

    static Gathered of(String service, List<Said> said) {
        Map<String, JsonNode> answers = new LinkedHashMap<>();
        List<String> unanswered = new ArrayList<>();
        for (Said one : said) {
            if (one.well() && one.body() != null) {
                answers.put(one.instance(), one.body());
            } else {
                unanswered.add(one.instance());
            }
        }
        return new Gathered(service, answers, unanswered);
    }
}
