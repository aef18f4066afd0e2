package io.realtimeconnect.communication.voice;

import io.realtimeconnect.perf.web.ValidationFailed;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One form while it comes in: {@code audio} goes through the probe to the database, some pieces at a time, in whatever order the parts
 * come. Nothing is written before the content is known to be audio. Used by one request, one buffer after the other.
 */
final class Upload implements FormReader.Parts {

    private static final String AUDIO = "audio";
    private static final String NAME = "clientMessageId";
    private static final int NAME_BYTES = 256;

    private final UUID id;
    private final UUID conversationId;
    private final UUID senderId;
    private final Instant now;
    private final FormReader form;
    private final AudioProbe probe;
    private final MediaTable table;
    private final Chunks chunks;
    private final ByteArrayOutputStream clientMessageId = new ByteArrayOutputStream();
    private final List<byte[]> pieces = new ArrayList<>();
    private final byte[] piece = new byte[Chunks.SIZE];
    private int filled;
    private int places;
    private boolean begun;
    private boolean hasAudio;
    private boolean hasName;
    private @Nullable String part;

    Upload(
            UUID conversationId,
            UUID id,
            UUID senderId,
            Instant now,
            String boundary,
            AudioProbe probe,
            MediaTable table,
            Chunks chunks) {
        this.id = id;
        this.conversationId = conversationId;
        this.senderId = senderId;
        this.now = now;
        this.form = new FormReader(boundary, this);
        this.probe = probe;
        this.table = table;
        this.chunks = chunks;
    }

    /** The next bytes of the form; completes when what is full is stored. */
    Mono<Void> take(byte[] bytes) {
        form.feed(bytes);
        return pieces.size() < Chunks.AT_ONCE ? Mono.empty() : write();
    }

    @Override
    public void begins(String name) {
        part = name;
        if (name.equals(AUDIO) && hasAudio || name.equals(NAME) && hasName) {
            throw new ValidationFailed(name, "must come once");
        }
        hasAudio |= name.equals(AUDIO);
        hasName |= name.equals(NAME);
    }

    @Override
    public void has(byte[] bytes, int length) {
        if (AUDIO.equals(part)) {
            audio(bytes, length);
        } else if (NAME.equals(part)) {
            if (clientMessageId.size() + length > NAME_BYTES) {
                throw new ValidationFailed(NAME, "must have 1 to 64 characters");
            }
            clientMessageId.write(bytes, 0, length);
        }
    }

    @Override
    public void ends() {
        part = null;
    }

    private void audio(byte[] bytes, int length) {
        probe.feed(bytes, length);
        int at = 0;
        while (at < length) {
            int step = Math.min(piece.length - filled, length - at);
            System.arraycopy(bytes, at, piece, filled, step);
            filled += step;
            at += step;
            if (filled == piece.length) {
                pieces.add(piece.clone());
                filled = 0;
            }
        }
    }

    private Mono<Void> write() {
        List<byte[]> these = List.copyOf(pieces);
        int place = places;
        places += these.size();
        pieces.clear();
        Mono<Void> written = Mono.defer(() -> chunks.write(id, place, these, probe.isRaw()));
        if (begun) {
            return written;
        }
        begun = true;
        return table.begin(id, conversationId, senderId, now).then(written);
    }

    /** All parts have come; what the form was, with every byte stored. */
    Mono<Media> finish() {
        form.end();
        if (!hasAudio) {
            throw new ValidationFailed(AUDIO, "must be given");
        }
        if (!hasName) {
            throw new ValidationFailed(NAME, "must be given");
        }
        probe.end();
        if (filled > 0) {
            pieces.add(Arrays.copyOf(piece, filled));
        }
        Media media = new Media(
                id,
                conversationId,
                senderId,
                now,
                probe.contentType(),
                (int) probe.durationMs(),
                (int) probe.bytes(),
                probe.isRaw(),
                null,
                null);
        Mono<Void> rest = pieces.isEmpty() ? Mono.empty() : write();
        return rest.then(Mono.defer(() -> table.complete(media)))
                .filter(there -> there)
                .map(there -> media)
                .switchIfEmpty(Mono.error(MediaNotFound::new));
    }

    String clientMessageId() {
        return clientMessageId.toString(StandardCharsets.UTF_8);
    }

    /** Leaves nothing behind. */
    Mono<Void> undo() {
        return begun ? table.remove(id) : Mono.empty();
    }
}
