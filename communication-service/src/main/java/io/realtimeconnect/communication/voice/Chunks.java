package io.realtimeconnect.communication.voice;

import com.github.luben.zstd.Zstd;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The bytes of voice notes in pieces of 64 KiB: written as they come, read from any place on, a few in hand at a time. */
@Component
class Chunks implements DisposableBean {

    static final int SIZE = 64 * 1024;
    static final int AT_ONCE = 8;
    private static final int LEVEL = 3;
    private static final int PATIENT = 10_000;

    private final MediaTable table;
    private final Scheduler compressing;

    Chunks(MediaTable table, VoiceProperties properties) {
        this.table = table;
        this.compressing = Schedulers.newBoundedElastic(properties.threads(), PATIENT, "voice-compress", 30, true);
    }

    /** @param pieces of {@value #SIZE} bytes each, the last of all maybe less; at most {@value #AT_ONCE} */
    Mono<Void> write(UUID id, int place, List<byte[]> pieces, boolean compressed) {
        return compressed
                ? Mono.fromCallable(() -> pieces.stream()
                                .map(piece -> Zstd.compress(piece, LEVEL))
                                .toList())
                        .subscribeOn(compressing)
                        .flatMap(smaller -> table.add(id, place, smaller))
                : table.add(id, place, pieces);
    }

    /**
     * Bytes of a voice note, both ends included; signals {@link MediaNotFound} when it goes meanwhile.
     *
     * <p>Each few pieces are a statement of their own, so that a slow reader holds no connection.
     */
    Flux<byte[]> read(Media media, long first, long last) {
        int from = (int) (first / SIZE);
        int to = (int) (last / SIZE);
        return Flux.range(0, (to - from) / AT_ONCE + 1)
                .map(n -> from + n * AT_ONCE)
                .concatMap(place -> raw(media, place, Math.min(to, place + AT_ONCE - 1)), 1)
                .index((n, bytes) -> cut(bytes, first - (from + n) * SIZE, last - (from + n) * SIZE));
    }

    private Flux<byte[]> raw(Media media, int from, int to) {
        Flux<byte[]> stored = table.pieces(media.id(), from, to)
                .filter(pieces -> pieces.size() == to - from + 1)
                .switchIfEmpty(Mono.error(MediaNotFound::new))
                .flatMapIterable(pieces -> pieces);
        if (!media.compressed()) {
            return stored;
        }
        return stored.publishOn(compressing, 1).map(bytes -> Zstd.decompress(bytes, SIZE));
    }

    private static byte[] cut(byte[] bytes, long first, long last) {
        int from = (int) Math.max(0, first);
        int to = (int) Math.min(bytes.length, last + 1);
        return from == 0 && to == bytes.length ? bytes : Arrays.copyOfRange(bytes, from, to);
    }

    @Override
    public void destroy() {
        compressing.dispose();
    }
}
