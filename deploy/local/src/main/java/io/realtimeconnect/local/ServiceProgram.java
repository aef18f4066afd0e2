package io.realtimeconnect.local;

import io.realtimeconnect.stores.ProcessId;
import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** An instance of a service: a JVM of its own, ready when {@code /ready} says so. */
final class ServiceProgram implements Program {
    /** Longer than a service takes to drain. */
    private static final int STOP_SECONDS = 20;

    private final Instance instance;
    private final Software software;
    private final Map<String, String> environment;
    private final StateFolder state;

    ServiceProgram(Instance instance, Software software, Map<String, String> environment, StateFolder state) {
        this.instance = instance;
        this.software = software;
        this.environment = environment;
        this.state = state;
    }

    @Override
    public String name() {
        return instance.name();
    }

    @Override
    public Process start() throws IOException {
        var folder = Files.createDirectories(state.path("work").resolve(name()));
        var words = new ArrayList<>(OwnSession.prefix());
        words.addAll(software.command(instance.service()));
        var builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(state.log(name()).toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        var process = builder.start();
        var id = ProcessId.of(process.pid());
        if (id.isPresent()) {
            id.get().write(state.record(name()));
        }
        return process;
    }

    @Override
    public boolean isReady() {
        try {
            var connection = (HttpURLConnection)
                    URI.create(instance.url() + "/ready").toURL().openConnection();
            connection.setConnectTimeout(1_000);
            connection.setReadTimeout(3_000);
            try {
                return connection.getResponseCode() == 200;
            } finally {
                connection.disconnect();
            }
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void stop(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
