package io.realtimeconnect.local;

import java.nio.file.Path;
import java.util.List;

/** The launcher with services that start in a moment. */
final class FakeLauncher {
    static final List<Service> SERVICES =
            List.of(new Service("user-service", 8081, "users"), new Service("gateway", 8080, ""));

    private FakeLauncher() {}

    public static void main(String[] arguments) {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Software software = service -> List.of(
                java,
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                FakeService.class.getName());
        var state = StateFolder.of(System.getenv(), Path.of("").toAbsolutePath());
        var launcher = new Launcher(
                System.getenv(), state, SERVICES, software, Command.ofThisProcess(FakeLauncher.class), System.out);
        System.exit(launcher.run(List.of(arguments)));
    }
}
