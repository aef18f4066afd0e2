package io.realtimeconnect.e2e.observability;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Prometheus server with the configuration of the local suite, scraping each second, until it is closed. */
final class Prometheus implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Path folder;
    private final URI address;
    private final Process process;

    private Prometheus(Path folder, int port, Process process) {
        this.folder = folder;
        this.address = URI.create("http://127.0.0.1:" + port);
        this.process = process;
    }

    /**
     * Starts one.
     *
     * @param root of the project
     * @param targets by address of a management port, the service there
     */
    static Prometheus start(Path root, Map<String, String> targets) throws IOException {
        Path folder = Files.createTempDirectory("rtc-prometheus-");
        Path origin = root.resolve("deploy/prometheus");
        Files.createDirectories(folder.resolve("rules"));
        Files.createDirectories(folder.resolve("targets"));
        try (Stream<Path> rules = Files.list(origin.resolve("rules"))) {
            for (Path rule : rules.toList()) {
                Files.copy(rule, folder.resolve("rules").resolve(rule.getFileName()));
            }
        }
        String settings = Files.readString(origin.resolve("local.yml"))
                .replaceAll("(scrape_interval|evaluation_interval): \\w+", "$1: 1s")
                .replaceAll("scrape_timeout: \\w+", "scrape_timeout: 1s");
        Files.writeString(folder.resolve("local.yml"), settings);
        var groups = targets.entrySet().stream()
                .map(target ->
                        Map.of("targets", List.of(target.getKey()), "labels", Map.of("service", target.getValue())))
                .toList();
        Files.writeString(folder.resolve("targets/local.json"), JSON.writeValueAsString(groups));
        int port = freePort();
        Process process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + folder.resolve("local.yml"),
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        return new Prometheus(folder, port, process);
    }

    /** The samples of an expression; none while the server is starting. */
    JsonNode query(String expression) throws InterruptedException {
        return get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
                .path("data")
                .path("result");
    }

    /** Whether it has looked at so many targets after that. */
    boolean hasScraped(int targets, Instant since) throws InterruptedException {
        return query("count(timestamp(up) > " + since.toEpochMilli() / 1e3 + ")")
                .at("/0/value/1")
                .asString("")
                .equals(Integer.toString(targets));
    }

    /** All rules, with their expressions. */
    List<JsonNode> rules() throws InterruptedException {
        return get("/api/v1/rules")
                .path("data")
                .path("groups")
                .valueStream()
                .flatMap(group -> group.path("rules").valueStream())
                .toList();
    }

    /** The end of what it said. */
    String log() throws IOException {
        String all = Files.readString(folder.resolve("log"));
        return all.substring(Math.max(0, all.length() - 2_000));
    }

    private JsonNode get(String path) throws InterruptedException {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(address.resolve(path))
                            .timeout(Duration.ofSeconds(10))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 400 || answer.statusCode() == 422) {
                throw new AssertionError(path + ": " + answer.body());
            }
            return answer.statusCode() == 200 ? JSON.readTree(answer.body()) : JSON.createObjectNode();
        } catch (IOException notYet) {
            return JSON.createObjectNode();
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.destroy();
        process.waitFor();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
