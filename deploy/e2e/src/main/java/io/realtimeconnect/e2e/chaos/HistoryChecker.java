package io.realtimeconnect.e2e.chaos;

import io.realtimeconnect.e2e.chaos.History.Seen;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds the histories of a conversation's clients against its log.
 *
 * <p>The promises: what was acknowledged is in the log, as it was acknowledged; the log counts 1, 2, 3 … without gap and has
 * no message twice; every client was shown every message of the log once, in the log's order; nobody was shown what is not
 * there.
 */
final class HistoryChecker {

    private HistoryChecker() {}

    /** How often each promise was broken; all zero is a clean history. */
    record Verdict(long lost, long twice, long outOfOrder, long gaps, List<String> reasons) {

        boolean clean() {
            return reasons.isEmpty();
        }

        Verdict plus(Verdict other) {
            List<String> all = new ArrayList<>(reasons);
            all.addAll(other.reasons);
            return new Verdict(
                    lost + other.lost, twice + other.twice, outOfOrder + other.outOfOrder, gaps + other.gaps, all);
        }

        static Verdict none() {
            return new Verdict(0, 0, 0, 0, List.of());
        }
    }

    /**
     * Judges one conversation.
     *
     * @param log all its messages, ascending, as the history pages give them at the end
     */
    static Verdict check(String conversation, List<Seen> log, List<History> clients) {
        var findings = new Findings(conversation);
        Map<String, Seen> bySender = new HashMap<>();
        long expected = 1;
        for (Seen message : log) {
            if (message.seq() != expected) {
                findings.gap("log has seq " + message.seq() + " where " + expected + " belongs");
            }
            expected = message.seq() + 1;
            if (bySender.put(message.clientMessageId(), message) != null) {
                findings.twice("log has " + message.clientMessageId() + " twice");
            }
        }
        for (History client : clients) {
            promises(client, bySender, findings);
            views(client, log, findings);
            client.complaints.forEach(complaint -> findings.order(client.client + ": " + complaint));
        }
        return findings.verdict();
    }

    private static void promises(History client, Map<String, Seen> log, Findings findings) {
        client.acknowledged.forEach((clientMessageId, promise) -> {
            Seen message = log.get(clientMessageId);
            if (message == null) {
                findings.lost(client.client + " was told that " + clientMessageId + " is safe; the log has it not");
            } else if (message.seq() != promise.seq() || !message.id().equals(promise.id())) {
                findings.lost(client.client + " was told " + promise + " but the log has " + message);
            }
        });
    }

    private static void views(History client, List<Seen> log, Findings findings) {
        Set<String> once = new HashSet<>();
        long last = 0;
        for (Seen message : client.shown) {
            if (!once.add(message.id())) {
                findings.twice(client.client + " was shown seq " + message.seq() + " twice");
            } else if (message.seq() <= last) {
                findings.order(client.client + " was shown seq " + message.seq() + " after " + last);
            } else if (message.seq() != last + 1) {
                findings.gap(client.client + " was shown seq " + message.seq() + " after " + last);
            }
            last = Math.max(last, message.seq());
        }
        Set<String> stored = new HashSet<>();
        for (Seen message : log) {
            stored.add(message.id());
            if (!once.contains(message.id())) {
                findings.lost(client.client + " was never shown seq " + message.seq());
            }
        }
        once.removeAll(stored);
        once.forEach(id -> findings.order(client.client + " was shown " + id + ", which is not in the log"));
    }

    private static final class Findings {

        private final String conversation;
        private final List<String> reasons = new ArrayList<>();
        private long lost;
        private long twice;
        private long outOfOrder;
        private long gaps;

        private Findings(String conversation) {
            this.conversation = conversation;
        }

        private void lost(String reason) {
            lost++;
            add(reason);
        }

        private void twice(String reason) {
            twice++;
            add(reason);
        }

        private void order(String reason) {
            outOfOrder++;
            add(reason);
        }

        private void gap(String reason) {
            gaps++;
            add(reason);
        }

        private void add(String reason) {
            reasons.add(conversation + ": " + reason);
        }

        private Verdict verdict() {
            return new Verdict(lost, twice, outOfOrder, gaps, reasons);
        }
    }
}
