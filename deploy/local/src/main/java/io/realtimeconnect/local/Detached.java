package io.realtimeconnect.local;

import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The view on a launcher that runs in the background: shows what it says until the suite is ready or it gives up. */
record Detached(StateFolder state, Process launcher, Path log, PrintStream out) {

    /** @return 0 once the suite is ready, else the launcher's exit code */
    int awaitReady() throws IOException, InterruptedException {
        var ready = state.path("run").resolve("ready");
        var shown = 0L;
        while (true) {
            var ended = launcher.waitFor(100, TimeUnit.MILLISECONDS);
            shown = show(shown);
            if (ended) {
                return launcher.exitValue();
            }
            if (Files.exists(ready)) {
                return Control.ask(state, "status", out);
            }
        }
    }

    private long show(long from) throws IOException {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(from);
            var bytes = new byte[(int) (file.length() - from)];
            file.readFully(bytes);
            var end = bytes.length;
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            out.print(new String(bytes, 0, end, StandardCharsets.UTF_8));
            out.flush();
            return from + end;
        }
    }
}
