package io.realtimeconnect.local;

import io.realtimeconnect.stores.ProcessId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A suite of fake services and real stores in a folder and on ports of its own, used as a person would: by commands. */
final class FakeSuite implements AutoCloseable {
    final Path folder;
    final int offset;
    final Map<String, String> environment = new HashMap<>();

    FakeSuite(Path folder) {
        this.folder = folder;
        this.offset = freeOffset();
        environment.put("RTC_STATE_DIR", folder.toString());
        environment.put("RTC_PORT_OFFSET", Integer.toString(offset));
    }

    /** What a command said and how it ended. */
    record Outcome(int code, String text) {}

    Outcome run(String... arguments) {
        try {
            var process = start(arguments);
            var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("does not end: " + String.join(" ", arguments));
            }
            return new Outcome(process.exitValue(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    Process start(String... arguments) throws IOException {
        var words = new ArrayList<String>();
        if (System.getProperty("os.name").equals("Linux")) {
            // what runs in the background of a script is started with interrupts ignored, and so are its children
            words.addAll(List.of("env", "--default-signal=INT"));
        }
        words.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                FakeLauncher.class.getName()));
        words.addAll(List.of(arguments));
        var builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("RTC_") || name.endsWith("_URL"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** The JSON of status. */
    String status() {
        return run("status", "--json").text();
    }

    /** The pid that status tells of a service or store. */
    long pid(String name) {
        var pattern = name.equals("postgres") || name.equals("redis")
                ? "\"" + name + "\": \\{[^}]*\"pid\": (\\d+)"
                : "\"name\": \"" + name + "\", \"instance\": 1, \"pid\": (\\d+)";
        var matcher = Pattern.compile(pattern).matcher(status());
        return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
    }

    /** Every process that the suite has written down and that lives. */
    List<ProcessId> recorded() {
        var found = new ArrayList<ProcessId>();
        if (Files.isDirectory(folder.resolve("run"))) {
            try (var records = Files.newDirectoryStream(folder.resolve("run"), "*.pid")) {
                records.forEach(record ->
                        ProcessId.read(record).filter(ProcessId::isAlive).ifPresent(found::add));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found;
    }

    /** The launcher in the background: the process that services and stores are children of. */
    ProcessHandle launcher() {
        return ProcessHandle.of(pid("redis")).orElseThrow().parent().orElseThrow();
    }

    String get(int port, String path) throws IOException {
        var url = java.net
                .URI
                .create("http://127.0.0.1:" + (port + offset) + path)
                .toURL();
        try (var in = url.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Everything in all logs. */
    String logs() throws IOException {
        var text = new StringBuilder();
        try (var logs = Files.newDirectoryStream(folder.resolve("logs"))) {
            for (var log : logs) {
                text.append(Files.readString(log));
            }
        }
        return text.toString();
    }

    @Override
    public void close() {
        run("down");
        recorded().forEach(ProcessId::kill);
    }

    /** Below what {@code Stores.freePort()} gives to whom is tested beside this. */
    private static int freeOffset() {
        while (true) {
            var offset = ThreadLocalRandom.current().nextInt(2_000, 9_000);
            if (free(8080 + offset) && free(8081 + offset) && free(15_432 + offset) && free(16_379 + offset)) {
                return offset;
            }
        }
    }

    private static boolean free(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException inUse) {
            return false;
        }
    }
}
