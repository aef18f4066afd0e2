package io.realtimeconnect.e2e.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;

/** What deploys and watches the suite, as files: whole, well-formed, and each alert seen to fire and not to fire. */
class DeploymentFilesTest {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Path PROMETHEUS = ROOT.resolve("deploy/prometheus");
    private static final Path COMPOSE = ROOT.resolve("deploy/compose");

    @Test
    void promtoolAcceptsConfigurationsAndRules() throws Exception {
        Tool.require("promtool");

        Tool.run(PROMETHEUS, List.of("promtool", "check", "config", "prometheus.yml"));
        Tool.run(PROMETHEUS, List.of("promtool", "check", "config", "local.yml"));
        String said =
                Tool.run(PROMETHEUS, List.of("promtool", "check", "rules", "rules/alerts.yml", "rules/recording.yml"));

        assertThat(said).doesNotContain("FAILED");
    }

    @Test
    void everyAlertFiresAboveItsLimitAndNotAtIt() throws Exception {
        Tool.require("promtool");

        Tool.run(PROMETHEUS, List.of("promtool", "test", "rules", "tests/alerts.yml"));

        String tests = Files.readString(PROMETHEUS.resolve("tests/alerts.yml"));
        for (Map<String, Object> group : maps(yaml(PROMETHEUS.resolve("rules/alerts.yml")), "groups")) {
            for (Map<String, Object> rule : maps(group, "rules")) {
                assertThat(tests)
                        .contains("name: " + rule.get("alert") + " fires")
                        .contains("name: " + rule.get("alert") + " does not fire");
                assertThat(rule).containsKeys("labels", "annotations");
            }
        }
    }

    @Test
    void everyPanelSaysWhatItShowsAndInWhatUnit() throws Exception {
        Set<String> uids = new HashSet<>();
        for (Map.Entry<String, JsonNode> dashboard : Dashboards.all(ROOT).entrySet()) {
            assertThat(uids.add(dashboard.getValue().path("uid").asString())).isTrue();
            assertThat(dashboard.getValue().path("description").asString()).isNotBlank();
            Set<Integer> ids = new HashSet<>();
            for (JsonNode panel : Dashboards.panels(dashboard.getValue())) {
                String where = dashboard.getKey() + ": " + panel.path("title").asString();
                assertThat(ids.add(panel.path("id").asInt())).as(where).isTrue();
                assertThat(panel.path("description").asString("")).as(where).isNotBlank();
                assertThat(panel.path("fieldConfig")
                                .path("defaults")
                                .path("unit")
                                .asString(""))
                        .as(where)
                        .isNotBlank();
                assertThat(panel.path("targets").size()).as(where).isPositive();
                assertThat(panel.path("datasource").path("uid").asString())
                        .as(where)
                        .isEqualTo("${datasource}");
            }
        }
        assertThat(uids).containsExactlyInAnyOrder("rtc-overview", "rtc-cache-sessions", "rtc-database");
    }

    @Test
    void composeRefersToFilesThatAreThere() throws Exception {
        Map<String, Object> services = map(yaml(COMPOSE.resolve("docker-compose.yml")), "services");
        List<Path> referred = new ArrayList<>();
        for (Object each : services.values()) {
            @SuppressWarnings("unchecked")
            Map<String, Object> service = (Map<String, Object>) each;
            if (service.get("volumes") instanceof List<?> volumes) {
                volumes.stream()
                        .map(volume -> volume.toString().split(":")[0])
                        .filter(source -> source.startsWith("."))
                        .map(COMPOSE::resolve)
                        .forEach(referred::add);
            }
            if (service.containsKey("build")) {
                Map<String, Object> build = map(service, "build");
                Path context = COMPOSE.resolve(build.get("context").toString());
                referred.add(context.resolve(build.get("dockerfile").toString()));
                referred.add(context.resolve(map(build, "args").get("SERVICE").toString())
                        .resolve("pom.xml"));
            }
        }

        assertThat(referred)
                .hasSizeGreaterThan(12)
                .allSatisfy(file -> assertThat(file).exists());
        Map<String, Object> provider = maps(
                        yaml(ROOT.resolve("grafana/provisioning/dashboards/realtime-connect.yml")), "providers")
                .get(0);
        assertThat(map(services, "grafana").get("volumes").toString())
                .contains("grafana/dashboards:" + map(provider, "options").get("path"));
    }

    @Test
    void dockerComposeAcceptsTheFile() throws Exception {
        Assumptions.assumeTrue(Tool.isThere("docker-compose"), "docker-compose is not here");
        List<String> variables = new ArrayList<>();
        try (Stream<String> lines = Files.lines(COMPOSE.resolve("docker-compose.yml"))) {
            lines.flatMap(line -> java.util.regex.Pattern.compile("\\$\\{([A-Z_]+)")
                            .matcher(line)
                            .results())
                    .forEach(variable -> variables.add(variable.group(1) + "=x"));
        }
        Path environment = Files.createTempFile("compose-", ".env");
        try {
            Files.write(environment, variables);

            String said = Tool.run(
                    COMPOSE,
                    List.of(
                            "docker-compose",
                            "--env-file",
                            environment.toString(),
                            "-f",
                            "docker-compose.yml",
                            "--profile",
                            "alerts",
                            "config"));

            assertThat(said).contains("alertmanager").doesNotContainIgnoringCase("variable is not set");
        } finally {
            Files.delete(environment);
        }
    }

    private static Map<String, Object> yaml(Path file) throws IOException {
        return new Yaml().load(Files.readString(file));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Map<String, Object> parent, String key) {
        return (Map<String, Object>) parent.get(key);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> maps(Map<String, Object> parent, String key) {
        return (List<Map<String, Object>>) parent.get(key);
    }
}
