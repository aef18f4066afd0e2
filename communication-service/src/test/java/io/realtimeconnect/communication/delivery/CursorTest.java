package io.realtimeconnect.communication.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.communication.log.Change;
import io.realtimeconnect.communication.log.ChangePage;
import io.realtimeconnect.communication.log.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class CursorTest {

    @Property(tries = 5_000)
    @Label("every change is told once, in order, whatever is lost, doubled, late or read in pages")
    void everyChangeIsToldOnceAndInOrder(
            @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 12) int before,
            @ForAll @IntRange(min = 1, max = 150) int steps,
            @ForAll @IntRange(min = 1, max = 5) int pageSize,
            @ForAll boolean resumes) {
        new Run(new Random(seed), pageSize).go(before, steps, resumes);
    }

    /** One connection beside a log, and a network that does what it likes. */
    private static final class Run {

        private final Random random;
        private final int pageSize;
        private final LogModel log = new LogModel();
        private final List<Change> hints = new ArrayList<>();
        private final List<Send> unstored = new ArrayList<>();
        private final Map<Send, LogModel.Appended> unanswered = new HashMap<>();
        /** What the connection was told, and where its client asked to go on from in between. */
        private final List<Object> told = new ArrayList<>();

        private Cursor cursor;
        private Cursor.Read read;
        private ChangePage page;
        private int names;
        private long from;

        Run(Random random, int pageSize) {
            this.random = random;
            this.pageSize = pageSize;
        }

        void go(int before, int steps, boolean resumes) {
            for (int i = 0; i < before; i++) {
                someoneElse();
            }
            cursor = Cursor.held(LogModel.ME, log.rev());
            from = log.rev();
            for (int i = random.nextInt(5); i > 0; i--) {
                someoneElse();
                network();
            }
            assertThat(told).isEmpty();
            if (resumes) {
                from = random.nextInt((int) from + 1);
                cursor.resume(from);
            } else if (random.nextBoolean()) {
                cursor.release();
            }
            for (int i = 0; i < steps; i++) {
                step();
            }
            settle();
            verify();
        }

        private void step() {
            if (random.nextInt(30) == 0) {
                long asked = random.nextInt((int) cursor.written() + 1);
                told.add(asked);
                cursor.resume(asked);
            }
            switch (random.nextInt(6)) {
                case 0 -> someoneElse();
                case 1 -> send();
                case 2 -> store();
                default -> network();
            }
        }

        private void someoneElse() {
            switch (random.nextInt(20)) {
                case 0 -> log.end().ifPresent(hints::add);
                case 1, 2, 3, 4, 5, 6 -> log.edit(random.nextInt(1000)).ifPresent(hints::add);
                default -> {
                    UUID sender = random.nextInt(4) == 0 ? LogModel.ME : LogModel.PARTNER;
                    hinted(log.send(sender, "elsewhere" + names++));
                }
            }
        }

        private void send() {
            boolean again = names > 0 && random.nextInt(4) == 0;
            unstored.add(cursor.sending("own" + (again ? random.nextInt(names) : names++), null));
        }

        private void store() {
            if (!unstored.isEmpty()) {
                Send send = unstored.remove(0);
                LogModel.Appended appended = log.send(LogModel.ME, send.clientMessageId());
                hinted(appended);
                if (appended == null) {
                    cursor.unsent(send);
                } else {
                    unanswered.put(send, appended);
                }
            }
        }

        private void hinted(LogModel.Appended appended) {
            if (appended != null && appended.isNew()) {
                hints.add(Change.created(appended.message()));
            }
        }

        private void network() {
            switch (random.nextInt(9)) {
                case 0, 1, 2 -> hint(random.nextInt(3) > 0);
                case 3 -> answer();
                case 4 -> cursor.head(log.rev());
                case 5 -> {
                    if (!hints.isEmpty()) {
                        hints.remove(random.nextInt(hints.size()));
                    }
                }
                case 6 -> {
                    if (cursor.wantsRead()) {
                        read = cursor.read();
                        page = null;
                    }
                }
                case 7 -> {
                    if (read != null) {
                        page = log.page(read.afterRev(), pageSize);
                    }
                }
                default -> receivePage();
            }
        }

        private void receivePage() {
            if (read != null && page != null) {
                int[] room = {random.nextInt(4) == 0 ? random.nextInt(3) : Integer.MAX_VALUE};
                cursor.page(read, page, () -> room[0]-- > 0, told::add);
                read = null;
            } else if (read != null && random.nextInt(3) == 0) {
                cursor.readFailed(read);
                read = null;
            }
        }

        private void hint(boolean oldest) {
            if (!hints.isEmpty()) {
                int at = oldest ? 0 : random.nextInt(hints.size());
                cursor.hint(random.nextInt(5) == 0 ? hints.get(at) : hints.remove(at), told::add);
            }
        }

        private void answer() {
            unanswered.keySet().stream().findAny().ifPresent(send -> {
                LogModel.Appended appended = unanswered.remove(send);
                if (random.nextInt(6) == 0) {
                    cursor.unsent(send);
                } else {
                    cursor.sent(send, appended.message(), appended.rev(), told::add);
                }
            });
        }

        private void settle() {
            while (!unstored.isEmpty()) {
                store();
            }
            while (!unanswered.isEmpty()) {
                answer();
            }
            cursor.release();
            if (read != null) {
                cursor.readFailed(read);
            }
            cursor.head(log.rev());
            for (int reads = 0; cursor.wantsRead(); reads++) {
                assertThat(reads).isLessThan(500);
                Cursor.Read last = cursor.read();
                cursor.page(last, log.page(last.afterRev(), pageSize), () -> true, told::add);
            }
        }

        private void verify() {
            Map<UUID, Long> seen = new HashMap<>();
            Set<UUID> made = new HashSet<>();
            long last = from;
            int ends = 0;
            for (Object event : told) {
                if (event instanceof Long asked) {
                    last = asked < from ? asked : last;
                    from = Math.min(from, asked);
                } else if (event instanceof Delivery.Acked acked) {
                    if (acked.rev() > last && !seen.containsKey(acked.message().id())) {
                        made.add(acked.message().id());
                        seen.put(acked.message().id(), acked.rev());
                        last = acked.rev();
                    } else {
                        boolean knows =
                                seen.containsKey(acked.message().id()) || log.createdRev(acked.message()) <= from;
                        assertThat(knows).as("repeat").isTrue();
                    }
                } else if (event instanceof Delivery.Updated updated && updated.rev() == last) {
                    assertThat(seen).containsEntry(updated.message().id(), last);
                } else {
                    Delivery delivery = (Delivery) event;
                    assertThat(delivery.rev()).isGreaterThan(last);
                    last = delivery.rev();
                    if (delivery instanceof Delivery.Created created) {
                        assertThat(made.add(created.message().id())).as("once").isTrue();
                        seen.put(created.message().id(), last);
                    } else if (delivery instanceof Delivery.Updated updated) {
                        Long before = seen.put(updated.message().id(), last);
                        assertThat(before != null || log.createdRev(updated.message()) <= from)
                                .as("an update of something known")
                                .isTrue();
                        assertThat(before == null || before < last).as("news").isTrue();
                    } else {
                        ends++;
                    }
                }
            }
            for (Message message : log.messages()) {
                if (message.rev() > from) {
                    assertThat(seen).containsEntry(message.id(), message.rev());
                }
            }
            assertThat(ends).isEqualTo(log.endRev() != null && log.endRev() > from ? 1 : 0);
            assertThat(cursor.hasTold(log.rev())).isTrue();
        }
    }
}
