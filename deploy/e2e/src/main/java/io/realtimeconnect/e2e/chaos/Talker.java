package io.realtimeconnect.e2e.chaos;

import io.realtimeconnect.e2e.chaos.History.Promise;
import io.realtimeconnect.e2e.chaos.History.Seen;
import io.realtimeconnect.e2e.client.Person;
import io.realtimeconnect.e2e.client.Socket;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A client that talks in one conversation as a good one does: it keeps the {@code rev} it knows, resumes from there on every
 * new connection, and sends again what was not acknowledged.
 */
final class Talker implements Runnable {

    private static final long PAUSE_MILLIS = 80;
    private static final long ANSWER_SECONDS = 10;
    private static final String RESUME = "resume-";

    private final Person person;
    private final String conversation;
    private final int messages;
    private final History history;
    private final Set<String> unacknowledged = new LinkedHashSet<>();
    private volatile boolean enough;
    private ConcurrentLinkedQueue<JsonNode> inbox = new ConcurrentLinkedQueue<>();
    private boolean resumed;
    private @Nullable Socket socket;
    private long knownRev;
    private long connections;

    Talker(Person person, String conversation, int messages) {
        this.person = person;
        this.conversation = conversation;
        this.messages = messages;
        this.history = new History(person.username());
    }

    History history() {
        return history;
    }

    long connections() {
        return connections;
    }

    /** Says no more than it has begun; {@link #run} returns when all of that is acknowledged. */
    void enough() {
        enough = true;
    }

    @Override
    public void run() {
        int next = 0;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Socket open = connected();
                boolean done = next >= messages || enough;
                if (done && unacknowledged.isEmpty()) {
                    return;
                }
                if (!done && unacknowledged.size() < 4) {
                    String clientMessageId = person.username() + "-" + next++;
                    history.sent.add(clientMessageId);
                    unacknowledged.add(clientMessageId);
                    say(open, clientMessageId);
                }
                settle(open, PAUSE_MILLIS, () -> false);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Catches up with the log's last revision on a connection of its own, then leaves. */
    void catchUp(long lastRev, long limitSeconds) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(limitSeconds);
        while (knownRev < lastRev && System.nanoTime() < end) {
            settle(connected(), 200, () -> knownRev >= lastRev);
        }
        Socket open = socket;
        if (open != null) {
            open.close();
        }
    }

    private Socket connected() throws InterruptedException {
        while (true) {
            Socket open = socket;
            if (open != null && open.isOpen()) {
                return open;
            }
            var frames = new ConcurrentLinkedQueue<JsonNode>();
            inbox = frames;
            resumed = false;
            try {
                Socket fresh = Socket.connect(person.api(), frames::add);
                socket = fresh;
                connections++;
                fresh.send(Map.of(
                        "type",
                        "resume",
                        "ref",
                        RESUME + connections,
                        "conversations",
                        List.of(Map.of("id", conversation, "afterRev", knownRev))));
                if (settle(fresh, TimeUnit.SECONDS.toMillis(ANSWER_SECONDS), () -> resumed)) {
                    for (String clientMessageId : List.copyOf(unacknowledged)) {
                        say(fresh, clientMessageId);
                    }
                    return fresh;
                }
                fresh.abort();
            } catch (RuntimeException e) {
                Thread.sleep(100);
            }
        }
    }

    private void say(Socket open, String clientMessageId) {
        try {
            open.send(Map.of(
                    "type",
                    "message.send",
                    "ref",
                    clientMessageId,
                    "conversationId",
                    conversation,
                    "clientMessageId",
                    clientMessageId,
                    "body",
                    "hello from " + clientMessageId));
        } catch (RuntimeException e) {
            open.abort();
        }
    }

    /** Takes in frames for a while; true as soon as {@code until} holds. */
    private boolean settle(Socket open, long millis, BooleanSupplier until) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (true) {
            JsonNode frame = inbox.poll();
            if (frame != null) {
                take(open, frame);
                continue;
            }
            if (until.getAsBoolean()) {
                return true;
            }
            if (System.nanoTime() > end || !open.isOpen()) {
                return false;
            }
            Thread.sleep(5);
        }
    }

    private void take(Socket open, JsonNode frame) {
        switch (frame.path("type").asString("")) {
            case "message.new" -> show(frame.path("message"));
            case "message.ack" -> acknowledge(frame);
            case "resumed" -> resumed = true;
            case "error" -> retryLater(open, frame);
            default -> {}
        }
    }

    private void show(JsonNode message) {
        if (!conversation.equals(message.path("conversationId").asString(""))) {
            return;
        }
        String clientMessageId = message.path("clientMessageId").asString("");
        advance(message.path("rev").asLong(), "message.new");
        history.shown.add(new Seen(
                message.path("seq").asLong(),
                message.path("rev").asLong(),
                message.path("id").asString(),
                clientMessageId));
        if (unacknowledged.remove(clientMessageId)) {
            history.acknowledged.put(
                    clientMessageId,
                    new Promise(
                            message.path("seq").asLong(),
                            message.path("rev").asLong(),
                            message.path("id").asString()));
        }
    }

    private void acknowledge(JsonNode ack) {
        String clientMessageId = ack.path("ref").asString("");
        if (!unacknowledged.remove(clientMessageId)) {
            return;
        }
        long seq = ack.path("seq").asLong();
        long rev = ack.path("rev").asLong();
        String id = ack.path("id").asString();
        advance(rev, "message.ack");
        history.acknowledged.put(clientMessageId, new Promise(seq, rev, id));
        history.shown.add(new Seen(seq, rev, id, clientMessageId));
    }

    /** On one connection, and over resumed ones, each revision is the last known one's successor: nothing here is ever edited. */
    private void advance(long rev, String frame) {
        if (rev != knownRev + 1) {
            history.complaints.add(
                    frame + " of rev " + rev + " came after rev " + knownRev + " on connection " + connections);
        }
        knownRev = Math.max(knownRev, rev);
    }

    /** An error answers what was not taken: a send is still unacknowledged, and goes out again with the next connection. */
    private void retryLater(Socket open, JsonNode error) {
        String ref = error.path("ref").asString("");
        if (unacknowledged.contains(ref) || ref.startsWith(RESUME)) {
            open.abort();
        }
    }
}
