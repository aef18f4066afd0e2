package io.realtimeconnect.e2e.chaos;

import io.realtimeconnect.e2e.SuiteUnderTest;
import io.realtimeconnect.e2e.chaos.History.Seen;
import io.realtimeconnect.e2e.chaos.HistoryChecker.Verdict;
import io.realtimeconnect.e2e.client.Answer;
import io.realtimeconnect.e2e.client.Person;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** Pairs of people who talk while the suite's processes are killed in turn, and the judgement of what they saw. */
public final class ChaosRun {

    private static final long CATCH_UP_SECONDS = 60;

    private final SuiteUnderTest suite;
    private final Consumer<String> progress;

    public ChaosRun(SuiteUnderTest suite, Consumer<String> progress) {
        this.suite = suite;
        this.progress = progress;
    }

    /**
     * What came of a run.
     *
     * @param kills how many processes were killed
     * @param connections how many sockets the clients opened
     */
    public record Report(
            int kills,
            long sent,
            long acknowledged,
            long connections,
            long lost,
            long twice,
            long outOfOrder,
            long gaps,
            List<String> reasons) {

        public boolean clean() {
            return reasons.isEmpty() && sent > 0 && acknowledged == sent;
        }

        @Override
        public String toString() {
            return kills + " kills, " + sent + " sent, " + acknowledged + " acknowledged, " + connections
                    + " connections: " + lost + " lost, " + twice + " twice, " + outOfOrder + " out of order, " + gaps
                    + " gaps";
        }
    }

    private record Pair(String conversation, Talker one, Talker other, Person reader) {}

    /** Lets {@code pairs} pairs talk while every target is killed, {@code rounds} times over. */
    public Report run(int pairs, int rounds) throws IOException, InterruptedException {
        List<Pair> talking = new ArrayList<>();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            for (int i = 0; i < pairs; i++) {
                Person one = Person.signUp(suite.gateway());
                Person other = Person.signUp(suite.gateway());
                String conversation = Person.meet(one, other);
                talking.add(new Pair(
                        conversation,
                        new Talker(one, conversation, Integer.MAX_VALUE),
                        new Talker(other, conversation, Integer.MAX_VALUE),
                        one));
            }
            progress.accept(pairs + " pairs met");
            for (Pair pair : talking) {
                threads.execute(pair.one());
                threads.execute(pair.other());
            }
            int kills = 0;
            var killer = new Killer(suite, progress);
            for (int round = 0; round < rounds; round++) {
                for (Killer.Target target : Killer.ALL) {
                    killer.kill(target);
                    kills++;
                    Thread.sleep(1_000);
                }
            }
            talking.forEach(pair -> {
                pair.one().enough();
                pair.other().enough();
            });
            threads.shutdown();
            if (!threads.awaitTermination(2, TimeUnit.MINUTES)) {
                progress.accept("some messages are still not acknowledged");
                threads.shutdownNow();
                threads.awaitTermination(20, TimeUnit.SECONDS);
            }
            return judge(talking, kills);
        } finally {
            threads.shutdownNow();
        }
    }

    private Report judge(List<Pair> talking, int kills) throws InterruptedException {
        Verdict verdict = Verdict.none();
        long sent = 0;
        long acknowledged = 0;
        long connections = 0;
        for (Pair pair : talking) {
            List<Seen> log = log(pair);
            long lastRev = log.isEmpty() ? 0 : log.get(log.size() - 1).rev();
            List<History> histories = new ArrayList<>();
            for (Talker talker : List.of(pair.one(), pair.other())) {
                talker.catchUp(lastRev, CATCH_UP_SECONDS);
                sent += talker.history().sent.size();
                acknowledged += talker.history().acknowledged.size();
                connections += talker.connections();
                histories.add(talker.history());
            }
            verdict = verdict.plus(HistoryChecker.check(pair.conversation(), log, histories));
        }
        return new Report(
                kills,
                sent,
                acknowledged,
                connections,
                verdict.lost(),
                verdict.twice(),
                verdict.outOfOrder(),
                verdict.gaps(),
                verdict.reasons());
    }

    private static List<Seen> log(Pair pair) {
        List<Seen> log = new ArrayList<>();
        while (true) {
            long after = log.isEmpty() ? 0 : log.get(log.size() - 1).seq();
            Answer page = pair.reader()
                    .api()
                    .get("/api/v1/conversations/" + pair.conversation() + "/messages?after=" + after)
                    .expect(200);
            JsonNode items = page.json().path("items");
            if (items.isEmpty()) {
                return log;
            }
            for (JsonNode message : items) {
                log.add(new Seen(
                        message.path("seq").asLong(),
                        message.path("rev").asLong(),
                        message.path("id").asString(),
                        message.path("clientMessageId").asString("")));
            }
        }
    }
}
