package io.realtimeconnect.bench.cache;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdDictTrainer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4Factory;
import tools.jackson.databind.json.JsonMapper;

/** Ways to make bytes fewer, contexts used again where there are any. One thread each. */
enum Packer {
    ZSTD_1(1, false),
    ZSTD_3(3, false),
    ZSTD_3_DICTIONARY(3, true),
    ZSTD_6(6, false),
    LZ4(0, false),
    GZIP(0, false);

    private final ZstdCompressCtx packing = new ZstdCompressCtx();
    private final ZstdDecompressCtx unpacking = new ZstdDecompressCtx();

    Packer(int level, boolean dictionary) {
        packing.setLevel(level);
        if (dictionary) {
            byte[] trained = trained();
            packing.loadDict(trained);
            unpacking.loadDict(trained);
        }
    }

    static byte[] json(Object value) {
        return Json.MAPPER.writeValueAsBytes(value);
    }

    byte[] pack(byte[] raw) throws IOException {
        return switch (this) {
            case LZ4 -> LZ4Factory.fastestInstance().fastCompressor().compress(raw);
            case GZIP -> {
                ByteArrayOutputStream out = new ByteArrayOutputStream(raw.length / 2);
                try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                    gzip.write(raw);
                }
                yield out.toByteArray();
            }
            default -> packing.compress(raw);
        };
    }

    byte[] unpack(byte[] packed, int length) throws IOException {
        return switch (this) {
            case LZ4 -> LZ4Factory.fastestInstance().fastDecompressor().decompress(packed, length);
            case GZIP -> new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes();
            default -> unpacking.decompress(packed, length);
        };
    }

    /** 16 KB made of 400 other conversations. */
    private static byte[] trained() {
        ZstdDictTrainer trainer = new ZstdDictTrainer(4 << 20, 16 << 10);
        for (int i = 0; i < 400; i++) {
            trainer.addSample(json(Pages.of(Pages.TEN_KB, 1000 + i)));
        }
        return trainer.trainSamples();
    }

    /** Made before the constants are, one of which needs it. */
    private static final class Json {
        static final JsonMapper MAPPER = JsonMapper.builder().build();
    }
}
