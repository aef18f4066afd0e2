package io.realtimeconnect.communication.socket;

import io.realtimeconnect.communication.delivery.Hint;
import io.realtimeconnect.communication.delivery.Line;
import io.realtimeconnect.communication.log.Change;
import io.realtimeconnect.communication.log.ConversationLog;
import io.realtimeconnect.communication.log.Head;
import io.realtimeconnect.perf.session.UserSession;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.springframework.web.reactive.socket.CloseStatus;
import tools.jackson.databind.JsonNode;

/** A user's connection: a wire whose other end is known, and what it follows. */
final class Connection implements Line {

    private static final int EARLY = 1_000;
    private static final int CALLS = 1_000;

    private final Wire wire;
    private final String token;
    private final UserSession session;
    private final Instant openedAt;
    private final Feed feed;
    private final String nonce = UUID.randomUUID().toString();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final TypingBudget typing = new TypingBudget();
    private final BiConsumer<Connection, Hint> strangers;

    private final List<Hint> early = new ArrayList<>();
    private final Set<UUID> announced = new HashSet<>();
    private final Map<String, String> presences = new HashMap<>();
    private final Set<String> endedCalls = new HashSet<>();
    private boolean ready;
    private volatile String connectionId;
    private volatile boolean complete;

    /** @param strangers is asked to make this connection follow a conversation that it was told of and does not know */
    Connection(
            Wire wire,
            String token,
            UserSession session,
            String connectionId,
            Instant openedAt,
            ConversationLog log,
            FeedMeters meters,
            BiConsumer<Connection, Hint> strangers) {
        this.wire = wire;
        this.token = token;
        this.session = session;
        this.connectionId = connectionId;
        this.openedAt = openedAt;
        this.strangers = strangers;
        this.feed = new Feed(session.userId(), log, wire::send, wire::hasRoom, meters);
        wire.onRoom(feed::pump);
    }

    @Override
    public UUID userId() {
        return session.userId();
    }

    @Override
    public void hint(Hint hint) {
        synchronized (this) {
            if (!ready) {
                if (early.size() < EARLY) {
                    early.add(hint);
                }
                return;
            }
        }
        apply(hint);
    }

    private void apply(Hint hint) {
        UUID conversationId = hint.conversationId();
        Change change = hint.change();
        JsonNode frame = hint.frame();
        switch (hint.kind()) {
            case CHANGE -> {
                if (conversationId != null && change != null) {
                    changed(hint, conversationId, change);
                }
            }
            case OPENED -> {
                if (conversationId != null && frame != null) {
                    feed.follow(conversationId, 0, true);
                    announce(conversationId, frame);
                }
            }
            case PUSH -> {
                if (frame != null) {
                    wire.send(frame);
                }
            }
            case PRESENCE -> {
                if (frame != null && isNews(frame)) {
                    wire.send(frame);
                }
            }
            case CALL -> {
                if (frame != null && isMeant(hint) && isCallNews(frame)) {
                    wire.send(frame);
                }
            }
            case CLAIM -> {
                if (connectionId.equals(hint.connectionId()) && !nonce.equals(hint.by())) {
                    wire.close(Closing.CAME_BACK_ELSEWHERE);
                }
            }
            case CLOSE -> {
                if (frame != null) {
                    wire.close(new CloseStatus(
                            frame.required("code").asInt(),
                            frame.required("reason").asString()));
                }
            }
        }
    }

    private void changed(Hint hint, UUID conversationId, Change change) {
        if (change.rev() == 1) {
            feed.follow(conversationId, 0, true);
        }
        if (feed.follows(conversationId)) {
            feed.hint(conversationId, change);
        } else {
            strangers.accept(this, hint);
        }
    }

    private boolean isMeant(Hint hint) {
        return (hint.connectionId() == null || hint.connectionId().equals(nonce)) && !nonce.equals(hint.by());
    }

    /** The end of a call is told again by those who do not know whether it was heard. */
    private synchronized boolean isCallNews(JsonNode frame) {
        if (!frame.path("type").asString("").equals(Hint.CALL_ENDED)) {
            return true;
        }
        if (endedCalls.size() >= CALLS) {
            endedCalls.clear();
        }
        return endedCalls.add(
                frame.path("conversationId").asString("") + frame.path("callId").asString(""));
    }

    private synchronized void announce(UUID conversationId, JsonNode frame) {
        if (announced.add(conversationId)) {
            wire.send(frame);
        }
    }

    private synchronized boolean isNews(JsonNode presence) {
        boolean news = false;
        for (JsonNode user : presence.path("users")) {
            String state = user.path("state").asString("");
            news |= !state.equals(presences.put(user.path("userId").asString(""), state));
        }
        return news;
    }

    /** Follows a user's open conversations, from where they stand or, where a hint was here before, from before that hint. */
    void follow(Collection<Head> heads) {
        Map<UUID, Long> hinted = new HashMap<>();
        synchronized (this) {
            for (Hint hint : early) {
                if (hint.change() != null && hint.conversationId() != null) {
                    hinted.merge(hint.conversationId(), hint.change().rev() - 1, Math::min);
                }
            }
        }
        heads.forEach(head -> {
            long from = Math.min(head.lastRev(), hinted.getOrDefault(head.id(), Long.MAX_VALUE));
            feed.follow(head.id(), from, from == 0);
        });
    }

    /** The client is told that it may begin; what was hinted at before comes after that. */
    void ready(Frames.Ready frame) {
        List<Hint> hints;
        synchronized (this) {
            wire.send(frame);
            hints = List.copyOf(early);
            early.clear();
            ready = true;
        }
        hints.forEach(this::apply);
    }

    Feed feed() {
        return feed;
    }

    Wire wire() {
        return wire;
    }

    String token() {
        return token;
    }

    UserSession session() {
        return session;
    }

    Instant openedAt() {
        return openedAt;
    }

    @Override
    public String id() {
        return nonce;
    }

    String connectionId() {
        return connectionId;
    }

    void connectionId(String connectionId) {
        this.connectionId = connectionId;
    }

    /** Whether all open conversations are followed; false while what they are could not be found out. */
    boolean isComplete() {
        return complete;
    }

    void complete() {
        complete = true;
    }

    TypingBudget typing() {
        return typing;
    }

    AtomicInteger unanswered() {
        return unanswered;
    }
}
