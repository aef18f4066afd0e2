package io.realtimeconnect.e2e;

import io.realtimeconnect.e2e.client.Api;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The packaged suite, started by {@code ./connect up -d} with a state folder and ports of its own, so that it runs beside
 * another one.
 */
public final class SuiteUnderTest implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration UP = Duration.ofMinutes(8);

    private final Path root;
    private final Map<String, String> environment;
    private final int portOffset;

    private SuiteUnderTest(Path root, Path state, int portOffset, Map<String, String> settings) {
        this.root = root;
        this.portOffset = portOffset;
        this.environment = new HashMap<>(settings);
        environment.put("RTC_STATE_DIR", state.toString());
        environment.put("RTC_PORT_OFFSET", Integer.toString(portOffset));
    }

    /**
     * Starts the suite and waits until it is ready.
     *
     * @param root the project's root
     * @param settings environment of the services, as in {@code PERF_RATE_LIMIT_ENABLED=false}
     * @param replicas such as {@code history-service=2}
     */
    public static SuiteUnderTest up(Path root, int portOffset, Map<String, String> settings, String... replicas)
            throws IOException, InterruptedException {
        Path state = Files.createTempDirectory("rtc-e2e-");
        var suite = new SuiteUnderTest(root, state, portOffset, settings);
        List<String> arguments = new ArrayList<>(List.of("up", "-d"));
        for (String replica : replicas) {
            arguments.add("--replicas");
            arguments.add(replica);
        }
        suite.connect(UP, arguments.toArray(String[]::new));
        return suite;
    }

    public URI gateway() {
        return URI.create("http://127.0.0.1:" + (8080 + portOffset));
    }

    public Api api() {
        return new Api(gateway());
    }

    /** What {@code ./connect status --json} says. */
    public JsonNode status() throws IOException, InterruptedException {
        return JSON.readTree(connect(Duration.ofSeconds(30), "status", "--json"));
    }

    /** The process id of a service's instance, of {@code redis} or of {@code postgres}. */
    public long pid(String name, int instance) throws IOException, InterruptedException {
        JsonNode status = status();
        if (status.path(name).has("pid")) {
            return status.path(name).path("pid").asLong();
        }
        for (JsonNode service : status.path("services")) {
            if (service.path("name").asString("").equals(name)
                    && service.path("instance").asInt() == instance) {
                return service.path("pid").asLong();
            }
        }
        throw new IllegalStateException("no " + name + "#" + instance + " in " + status);
    }

    /** Runs {@code ./connect} to its end; what it printed. */
    public String connect(Duration limit, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(root.resolve("connect").toString()));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("rtc-e2e-", ".out");
        Path errors = Files.createTempFile("rtc-e2e-", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(root.toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " did not end within " + limit + ": " + read(output, errors));
            }
            if (process.exitValue() != 0) {
                throw new IllegalStateException(command + " failed: " + read(output, errors));
            }
            return Files.readString(output, StandardCharsets.UTF_8);
        } finally {
            Files.deleteIfExists(output);
            Files.deleteIfExists(errors);
        }
    }

    private static String read(Path output, Path errors) throws IOException {
        return Files.readString(output, StandardCharsets.UTF_8) + Files.readString(errors, StandardCharsets.UTF_8);
    }

    /** Stops everything and removes the state folder. */
    @Override
    public void close() throws IOException, InterruptedException {
        connect(Duration.ofMinutes(2), "down", "--wipe");
    }
}
