package io.realtimeconnect.bench.cache;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Pages of messages as history answers them, no two messages alike. */
final class Pages {

    /** How many messages are about 10 KB. */
    static final int TEN_KB = 29;

    private static final String[] WORDS = """
            i you the to a and it is that in of for me my on what do so have with just not like are was but this be at all \
            know if how think we they your really good yes no can from about there when one time going want would would've \
            love music play guitar watch film last night friend people live city work school weekend maybe haha sure nice \
            great same here where are you from never been summer winter travel train country food cook pizza favourite \
            language learn speak english spanish german french born brother sister mother cat dog game online chess football \
            running morning late tired sleep tomorrow today yesterday because though little much more always sometimes book \
            reading writing story listen song band concert photo camera phone computer science maths history teacher exam \
            okay sorry thanks please hello hey bye later see you soon interesting funny crazy beautiful cold warm rain""".split("\\s+");

    private Pages() {}

    record Message(
            String id,
            String conversationId,
            long seq,
            long rev,
            String senderId,
            String type,
            @Nullable String body,
            String clientMessageId,
            String createdAt) {}

    record Page(List<Message> items, @Nullable String nextCursor) {}

    /** A page of that many messages; another seed makes another conversation. */
    static Page of(int size, long seed) {
        Random random = new Random(seed);
        String conversation =
                timeOrdered(random, Instant.parse("2026-05-01T10:00:00Z").toEpochMilli());
        String[] people = {uuid(random), uuid(random)};
        long at = Instant.parse("2026-05-01T10:00:03.127Z").toEpochMilli();
        List<Message> items = new ArrayList<>();
        for (int i = 1; i <= size; i++) {
            at += 800 + random.nextInt(40_000);
            items.add(new Message(
                    timeOrdered(random, at),
                    conversation,
                    i,
                    i + i / 7,
                    people[random.nextInt(2)],
                    "text",
                    text(random),
                    uuid(random),
                    Instant.ofEpochSecond(at / 1000, at % 1000 * 1_000_000 + random.nextInt(1000) * 1000)
                            .toString()));
        }
        return new Page(items, null);
    }

    /** Words that people use, the first ones more often. */
    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int words = 4 + random.nextInt(18);
        for (int i = 0; i < words; i++) {
            double skewed = random.nextDouble() * random.nextDouble();
            text.append(i == 0 ? "" : " ").append(WORDS[(int) (skewed * WORDS.length)]);
        }
        return text.append(random.nextInt(4) == 0 ? "?" : "").toString();
    }

    private static String uuid(Random random) {
        return new UUID(
                        random.nextLong() & ~0xF000L | 0x4000L,
                        random.nextLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L)
                .toString();
    }

    private static String timeOrdered(Random random, long at) {
        return new UUID(
                        at << 16 | 0x7000L | random.nextInt(0x1000),
                        random.nextLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L)
                .toString();
    }
}
