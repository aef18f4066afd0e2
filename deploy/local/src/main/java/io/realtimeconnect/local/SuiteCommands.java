package io.realtimeconnect.local;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** What a running suite does when another command asks. */
record SuiteCommands(Suite suite, CountDownLatch end) implements Control.Commands {
    private static final int PATIENCE = 2;

    @Override
    public int run(List<String> words, PrintStream out) throws InterruptedException {
        var command = words.isEmpty() ? "" : words.get(0);
        switch (command) {
            case "status" -> out.println(suite.status().table());
            case "status-json" -> out.println(suite.status().json());
            case "down" -> {
                // whoever asked waits for the launcher's lock
                end.countDown();
            }
            case "stop" -> {
                var processes = suite.named(words.get(1));
                processes.forEach(Supervised::stop);
                for (var process : processes) {
                    process.awaitStopped();
                    out.println(process.name() + " is stopped");
                }
            }
            case "start" -> {
                return start(suite.named(words.get(1)), out);
            }
            default -> throw new Refusal("a running suite does not know '" + command + "'");
        }
        return 0;
    }

    private static int start(List<Supervised> processes, PrintStream out) throws InterruptedException {
        var code = 0;
        processes.forEach(Supervised::start);
        for (var process : processes) {
            if (process.awaitRunning(PATIENCE)) {
                out.println(process.name() + " is running");
            } else {
                out.println(process.name() + " does not come up: it " + process.complaint());
                code = 1;
            }
        }
        return code;
    }
}
