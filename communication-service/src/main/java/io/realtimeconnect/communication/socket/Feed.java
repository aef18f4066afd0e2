package io.realtimeconnect.communication.socket;

import io.realtimeconnect.communication.delivery.Cursor;
import io.realtimeconnect.communication.delivery.Delivery;
import io.realtimeconnect.communication.delivery.Send;
import io.realtimeconnect.communication.log.Change;
import io.realtimeconnect.communication.log.ChangePage;
import io.realtimeconnect.communication.log.ConversationLog;
import io.realtimeconnect.communication.log.Head;
import io.realtimeconnect.communication.log.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The conversations that one connection follows: a {@link Cursor} each, and reads of the log where a cursor wants one. Its monitor
 * is held while frames are offered, so their order is the order of the cursors.
 */
final class Feed {

    private static final int READS = 4;

    /** A resume that is answered once each of its conversations has been told up to where it stood. */
    private record Resume(@Nullable Object ref, Map<UUID, Long> targets, List<Frames.Position> positions) {}

    private record Reading(UUID conversationId, Cursor.Read read) {}

    private final UUID userId;
    private final ConversationLog log;
    private final Consumer<Frames.Frame> out;
    private final BooleanSupplier room;
    private final FeedMeters meters;
    private final Map<UUID, Cursor> cursors = new HashMap<>();
    private final Set<UUID> ended = new HashSet<>();
    private final Set<UUID> wanting = new LinkedHashSet<>();
    private final List<Resume> resumes = new ArrayList<>();
    private int reads;
    private boolean quiet = true;
    private boolean returning;
    private int resuming;
    private boolean releaseDue;

    Feed(UUID userId, ConversationLog log, Consumer<Frames.Frame> out, BooleanSupplier room, FeedMeters meters) {
        this.userId = userId;
        this.log = log;
        this.out = out;
        this.room = room;
        this.meters = meters;
    }

    /**
     * Follows a conversation from a {@code rev} on; a second call changes nothing.
     *
     * @param isNew whether the client can have missed nothing of it; what it may have missed waits for its resume
     */
    synchronized void follow(UUID conversationId, long rev, boolean isNew) {
        boolean held = quiet && !isNew;
        cursors.computeIfAbsent(conversationId, id -> held ? Cursor.held(userId, rev) : Cursor.live(userId, rev));
    }

    synchronized boolean follows(UUID conversationId) {
        return cursors.containsKey(conversationId);
    }

    synchronized boolean hasEnded(UUID conversationId) {
        return ended.contains(conversationId);
    }

    /** Those whose heads are worth looking at. */
    synchronized Set<UUID> followed() {
        Set<UUID> open = new HashSet<>(cursors.keySet());
        open.removeAll(ended);
        return open;
    }

    void hint(UUID conversationId, Change change) {
        synchronized (this) {
            Cursor cursor = cursors.get(conversationId);
            if (cursor == null) {
                return;
            }
            cursor.hint(change, pushing(conversationId));
            missing(conversationId, cursor);
        }
        pump();
    }

    void heads(Map<UUID, Head> heads) {
        synchronized (this) {
            cursors.forEach((id, cursor) -> {
                Head head = heads.get(id);
                if (head != null) {
                    cursor.head(head.lastRev());
                    missing(id, cursor);
                }
            });
        }
        pump();
    }

    /** Null when the conversation is not followed. */
    @Nullable
    Send sending(UUID conversationId, String clientMessageId, @Nullable Object ref) {
        Send send;
        synchronized (this) {
            Cursor cursor = cursors.get(conversationId);
            if (cursor == null) {
                return null;
            }
            send = cursor.sending(clientMessageId, ref);
            changed(conversationId, cursor);
        }
        pump();
        return send;
    }

    void sent(UUID conversationId, Send send, Message message, long rev) {
        synchronized (this) {
            Cursor cursor = cursors.get(conversationId);
            if (cursor != null) {
                cursor.sent(send, message, rev, telling(conversationId));
                changed(conversationId, cursor);
            }
        }
        pump();
    }

    /** False when it was acknowledged after all. */
    synchronized boolean unsent(UUID conversationId, Send send) {
        Cursor cursor = cursors.get(conversationId);
        return cursor != null && cursor.unsent(send);
    }

    /** A resume has come in; until it is answered, what is held stays so. */
    synchronized void expectResume() {
        returning = true;
        resuming++;
    }

    /** The client has shown that it will resume. */
    synchronized void expectReturn() {
        returning = true;
    }

    /** Whether a resume is to be waited for. */
    synchronized boolean isReturning() {
        return quiet && returning;
    }

    /** It is answered, or has failed. */
    void resumeAnswered() {
        boolean due;
        synchronized (this) {
            resuming--;
            due = releaseDue && resuming <= 0;
        }
        if (due) {
            release();
        }
    }

    /** No resume came: everything is live from here. */
    void release() {
        synchronized (this) {
            releaseDue = resuming > 0;
            if (releaseDue) {
                return;
            }
            quiet = false;
            cursors.forEach((id, cursor) -> {
                cursor.release();
                changed(id, cursor);
            });
        }
        pump();
    }

    /**
     * @param named what the client knows of which conversation
     * @param heads of these and of all open ones, read after the connection began to listen
     * @param positions of all open ones, as they will be told
     */
    void resume(@Nullable Object ref, Map<UUID, Long> named, Map<UUID, Head> heads, List<Frames.Position> positions) {
        synchronized (this) {
            quiet = false;
            Map<UUID, Long> targets = new HashMap<>();
            heads.forEach((id, head) -> {
                Cursor cursor = cursors.computeIfAbsent(id, any -> Cursor.live(userId, head.lastRev()));
                cursor.head(head.lastRev());
                Long afterRev = named.get(id);
                if (afterRev == null) {
                    cursor.release();
                } else {
                    cursor.resume(afterRev);
                }
                targets.put(id, head.lastRev());
                changed(id, cursor);
            });
            resumes.add(new Resume(ref, targets, positions));
            answerResumes();
        }
        pump();
    }

    /** Begins the reads that are wanted, as far as there is room for what they bring. */
    void pump() {
        for (Reading next = next(); next != null; next = next()) {
            Reading reading = next;
            log.changes(reading.conversationId(), reading.read().afterRev())
                    .subscribe(page -> page(reading, page), error -> failed(reading), () -> {});
        }
    }

    private synchronized @Nullable Reading next() {
        if (reads >= READS || wanting.isEmpty() || !room.getAsBoolean()) {
            return null;
        }
        Iterator<UUID> first = wanting.iterator();
        UUID id = first.next();
        first.remove();
        Cursor cursor = cursors.get(id);
        if (cursor == null || !cursor.wantsRead()) {
            return next();
        }
        reads++;
        return new Reading(id, cursor.read());
    }

    private void page(Reading reading, ChangePage page) {
        synchronized (this) {
            reads--;
            Cursor cursor = cursors.get(reading.conversationId());
            if (cursor != null) {
                cursor.page(reading.read(), page, room, telling(reading.conversationId()));
                changed(reading.conversationId(), cursor);
            }
            answerResumes();
        }
        pump();
    }

    /** Is made up for by the next head check; a resume is not kept waiting for that. */
    private void failed(Reading reading) {
        synchronized (this) {
            reads--;
            Cursor cursor = cursors.get(reading.conversationId());
            if (cursor != null) {
                cursor.readFailed(reading.read());
            }
            resumes.removeIf(resume -> {
                if (!resume.targets().containsKey(reading.conversationId())) {
                    return false;
                }
                out.accept(Frames.failure(
                        "UPSTREAM_UNAVAILABLE", "The log cannot be read; what was missed follows.", resume.ref()));
                return true;
            });
        }
    }

    private void missing(UUID conversationId, Cursor cursor) {
        if (cursor.wantsRead() && wanting.add(conversationId)) {
            meters.gap();
        }
    }

    private Consumer<Delivery> pushing(UUID conversationId) {
        Consumer<Delivery> telling = telling(conversationId);
        return delivery -> {
            telling.accept(delivery);
            if (delivery instanceof Delivery.Created created) {
                meters.pushed(created.message());
            }
        };
    }

    private void changed(UUID conversationId, Cursor cursor) {
        if (cursor.wantsRead()) {
            wanting.add(conversationId);
        }
    }

    private void answerResumes() {
        resumes.removeIf(resume -> {
            boolean told = resume.targets().entrySet().stream().allMatch(target -> {
                Cursor cursor = cursors.get(target.getKey());
                return cursor == null || cursor.hasTold(target.getValue());
            });
            if (told) {
                out.accept(new Frames.Resumed(resume.ref(), resume.positions()));
            }
            return told;
        });
    }

    private Consumer<Delivery> telling(UUID conversationId) {
        return delivery -> {
            if (delivery instanceof Delivery.Ended) {
                ended.add(conversationId);
            }
            out.accept(Frames.of(conversationId, delivery));
        };
    }
}
