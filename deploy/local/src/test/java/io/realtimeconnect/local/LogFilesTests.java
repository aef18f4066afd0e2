package io.realtimeconnect.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFilesTests {
    @TempDir
    Path folder;

    @Test
    void aLogPastItsLimitIsEmptiedUnderTheProcessThatAppendsToIt() throws Exception {
        var log = folder.resolve("it.log");
        var process = new ProcessBuilder("/bin/sh", "-c", "echo before; read go; echo after")
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        org.awaitility.Awaitility.await().until(() -> Files.size(log) > 0);

        new LogFiles(folder).bound(3);
        process.getOutputStream().close();
        process.waitFor();

        assertThat(log).hasContent("after");
        assertThat(folder.resolve("it.log.1")).hasContent("before");
    }

    @Test
    void theTailIsTheLastLinesAndNothingOfAFileThatIsNotThere() throws IOException {
        var log = Files.writeString(folder.resolve("it.log"), "one\ntwo\nthree\n");
        assertThat(LogFiles.tail(log, 2)).containsExactly("two", "three");
        assertThat(LogFiles.tail(folder.resolve("none.log"), 2)).isEmpty();
    }
}
