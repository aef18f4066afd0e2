package io.realtimeconnect.communication.delivery;

import io.realtimeconnect.communication.log.Change;
import io.realtimeconnect.communication.log.ChangePage;
import io.realtimeconnect.communication.log.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How far one connection has been told of one conversation. Each change is told once and in order of {@code rev}, whatever
 * becomes of the hints that announce it.
 *
 * <p>A hint of {@code written + 1} is told at once; one from before is dropped; one from beyond only says that there is more, and
 * the log is read. Pages of the log hold present states: a message changed twice stands at its last change only. So between
 * the first page of a read and the last one hints wait, and a message is new when it was created after what the client knew to
 * begin with and was not told yet. The answer to a message that the connection sent itself takes the place of the message in that
 * order.
 *
 * <p>No thread, no clock, no I/O: the owner serializes calls, and reads when {@link #wantsRead()} says so.
 */
public final class Cursor {

    /** A read of the log that was begun. */
    public record Read(long afterRev, int epoch) {}

    private final UUID userId;
    private final List<Send> sends = new ArrayList<>();
    private final Seqs told = new Seqs();
    private final Seqs toldRevs = new Seqs();
    private long base;
    private long written;
    private long floor;
    private long known;
    private boolean held;
    private boolean reading;
    private boolean replaying;
    private boolean fruitless;
    private int epoch;

    /** @param rev what the connection's client knows, or will get by other means */
    private Cursor(UUID userId, long rev, boolean held) {
        this.userId = userId;
        this.base = rev;
        this.written = rev;
        this.known = rev;
        this.floor = rev;
        this.held = held;
    }

    /** Tells everything after {@code rev}. */
    public static Cursor live(UUID userId, long rev) {
        return new Cursor(userId, rev, false);
    }

    /** Tells nothing until {@link #release()}, {@link #resume} or a send. */
    public static Cursor held(UUID userId, long rev) {
        return new Cursor(userId, rev, true);
    }

    public void hint(Change change, Consumer<Delivery> out) {
        known = Math.max(known, change.rev());
        if (!held && !replaying && base == written && change.rev() == written + 1) {
            tell(change, out);
            base = written;
            acknowledgeNext(out);
        }
    }

    /** The log has got this far. */
    public void head(long rev) {
        known = Math.max(known, rev);
    }

    /** The connection sends a message; {@link #sent} or {@link #unsent} follows. */
    public Send sending(String clientMessageId, @Nullable Object ref) {
        held = false;
        Send send = new Send(clientMessageId, ref);
        sends.add(send);
        return send;
    }

    /** @param rev the change that created the message, now or at an earlier try */
    public void sent(Send send, Message message, long rev, Consumer<Delivery> out) {
        if (!sends.contains(send)) {
            return;
        }
        send.stored(message, rev);
        if (rev <= base || told.contains(message.seq())) {
            acknowledge(send, message, rev, out);
        } else {
            known = Math.max(known, rev);
            acknowledgeNext(out);
        }
    }

    /** It failed, or its fate is unknown. False when it was acknowledged already: the log had it. */
    public boolean unsent(Send send) {
        return sends.remove(send);
    }

    public void release() {
        held = false;
    }

    /**
     * Goes on from what the client says it knows. What this connection has told before the client asked is not told again; only of
     * messages that it was told of as changed, and cannot know, it is.
     */
    public void resume(long afterRev) {
        held = false;
        long from = Math.min(afterRev, known);
        if (from < floor || from > written) {
            epoch++;
            reading = false;
            floor = from;
            base = from;
            written = from;
            replaying = known > from;
        }
    }

    public boolean wantsRead() {
        return !held && !reading && known > written;
    }

    public Read read() {
        reading = true;
        return new Read(written, epoch);
    }

    public void readFailed(Read read) {
        reading &= read.epoch() != epoch;
    }

    /** @param room whether there is room to tell one more; what finds none is read again later */
    public void page(Read read, ChangePage page, BooleanSupplier room, Consumer<Delivery> out) {
        if (read.epoch() != epoch) {
            return;
        }
        reading = false;
        long before = written;
        known = Math.max(known, page.lastRev());
        for (Change change : page.items()) {
            if (change.rev() <= written) {
                continue;
            }
            if (!room.getAsBoolean()) {
                return;
            }
            acknowledgeBefore(change.rev(), out);
            tell(change, out);
        }
        if (page.isLast()) {
            replaying = false;
            base = written;
            acknowledgeNext(out);
            boolean stuck = known > written && written == before;
            if (stuck && fruitless) {
                known = written;
            }
            fruitless = stuck;
        }
    }

    /** Whether everything up to {@code rev} has been told. */
    public boolean hasTold(long rev) {
        return base == written && written >= rev;
    }

    public long written() {
        return written;
    }

    private void tell(Change change, Consumer<Delivery> out) {
        Message message = change.message();
        boolean before = toldRevs.contains(change.rev());
        if (message != null && change.isNewAfter(floor) && !told.contains(message.seq())) {
            if (acknowledge(message, out)) {
                if (message.editedAt() != null || message.deletedAt() != null) {
                    out.accept(new Delivery.Updated(message));
                }
            } else {
                out.accept(new Delivery.Created(message));
            }
            told.add(message.seq());
        } else if (message != null && !before) {
            out.accept(new Delivery.Updated(message));
        } else if (!before) {
            out.accept(new Delivery.Ended(change.rev(), change.reason(), change.endedBy()));
        }
        toldRevs.add(change.rev());
        written = change.rev();
    }

    /** Whether it is a message that this connection sent and waits for. */
    private boolean acknowledge(Message message, Consumer<Delivery> out) {
        if (sends.isEmpty() || !message.senderId().equals(userId)) {
            return false;
        }
        List<Send> own = sends.stream()
                .filter(send -> send.clientMessageId().equals(message.clientMessageId()))
                .toList();
        own.forEach(send -> acknowledge(send, message, message.rev(), out));
        return !own.isEmpty();
    }

    /** Those whose change was superseded before the page was read. */
    private void acknowledgeBefore(long rev, Consumer<Delivery> out) {
        for (Send send : List.copyOf(sends)) {
            Message stored = send.stored();
            if (stored != null && send.rev() > written && send.rev() < rev) {
                acknowledge(send, stored, send.rev(), out);
                written = Math.max(written, send.rev());
            }
        }
    }

    private void acknowledgeNext(Consumer<Delivery> out) {
        if (held || base != written) {
            return;
        }
        for (int i = 0; i < sends.size(); i++) {
            Send send = sends.get(i);
            Message stored = send.stored();
            if (stored != null && send.rev() <= written + 1) {
                written = Math.max(written, send.rev());
                base = written;
                acknowledge(send, stored, send.rev(), out);
                i = -1;
            }
        }
    }

    private void acknowledge(Send send, Message message, long rev, Consumer<Delivery> out) {
        sends.remove(send);
        told.add(message.seq());
        toldRevs.add(rev);
        out.accept(new Delivery.Acked(send, message, rev));
    }
}
