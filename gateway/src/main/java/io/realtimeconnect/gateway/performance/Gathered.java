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

    /** All of them together; with more than one, each of them beside. */
    ObjectNode view() {
        ObjectNode view = head();
        if (!answers.isEmpty()) {
            view.setAll((ObjectNode) Together.of(List.copyOf(answers.values())));
        }
        if (answers.size() > 1) {
            ObjectNode each = view.putObject("byInstance");
            answers.forEach(each::set);
        }
        return view;
    }

    /** What each of them did. */
    ObjectNode deeds() {
        ObjectNode view = head();
        ObjectNode each = view.putObject("byInstance");
        answers.forEach(each::set);
        return view;
    }

    private ObjectNode head() {
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        answers.keySet().forEach(view.putArray("instances")::add);
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
