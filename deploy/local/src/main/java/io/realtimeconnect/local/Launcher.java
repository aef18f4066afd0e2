package io.realtimeconnect.local;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** The commands of {@code ./connect} that concern a running suite. */
public final class Launcher {
    private final Map<String, String> environment;
    private final StateFolder state;
    private final List<Service> services;
    private final Software software;
    private final List<String> self;
    private final PrintStream out;

    /** @param self the command that runs this program again, without arguments */
    Launcher(
            Map<String, String> environment,
            StateFolder state,
            List<Service> services,
            Software software,
            List<String> self,
            PrintStream out) {
        this.environment = environment;
        this.state = state;
        this.services = services;
        this.software = software;
        this.self = self;
        this.out = out;
    }

    /** Runs one command; the exit code is 0 for done, 1 for a refusal that was explained in one line. */
    public static void main(String[] arguments) {
        var root = Path.of(System.getProperty("rtc.root", "")).toAbsolutePath();
        var state = StateFolder.of(System.getenv(), root);
        var software = new BootJars(root, state);
        var launcher = new Launcher(
                System.getenv(), state, Service.SUITE, software, Command.ofThisProcess(Launcher.class), System.out);
        System.exit(launcher.run(List.of(arguments)));
    }

    int run(List<String> arguments) {
        var command = arguments.isEmpty() ? "" : arguments.get(0);
        var rest = arguments.isEmpty() ? arguments : arguments.subList(1, arguments.size());
        try {
            return switch (command) {
                case "up" -> up(UpOptions.parse(rest, environment, services));
                case "supervise" -> supervise(UpOptions.parse(rest, environment, services));
                case "running" -> Running.somewhere(state) ? 0 : 1;
                case "status" -> status(rest.contains("--json"));
                case "stop", "start" -> ask(command + " " + onlyWord(command, rest));
                case "logs" -> logs(rest.isEmpty() ? "" : rest.get(0));
                case "down" -> down(rest.contains("--wipe"));
                default ->
                    throw new Refusal("connect does not know '" + command
                            + "': up [-d] [--replicas SERVICE=N]…, status [--json], stop NAME, start NAME, logs [NAME],"
                            + " down [--wipe], test, bench [NAME], load [NAME]");
            };
        } catch (Refusal refusal) {
            out.println("connect: " + refusal.getMessage());
            return 1;
        } catch (IOException e) {
            out.println("connect: " + e.getMessage());
            return 1;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return 130;
        }
    }

    private int up(UpOptions options) throws IOException, InterruptedException {
        state.make();
        if (Running.somewhere(state)) {
            return alreadyRunning();
        }
        if (!options.detached()) {
            return supervise(options);
        }
        var words = new ArrayList<>(OwnSession.prefix());
        words.addAll(self);
        words.add("supervise");
        options.arguments().forEach(words::add);
        var log = state.log("launcher");
        Files.deleteIfExists(log);
        Files.deleteIfExists(state.path("run").resolve("ready"));
        var daemon = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectInput(new java.io.File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new Detached(state, daemon, log, out).awaitReady();
    }

    /** Runs the suite in this process until somebody asks it to end. */
    private int supervise(UpOptions options) throws IOException, InterruptedException {
        state.make();
        var right = Running.take(state);
        if (right.isEmpty()) {
            return alreadyRunning();
        }
        Files.deleteIfExists(state.path("run").resolve("ready"));
        var reaped = new Reaper(state).reap();
        if (!reaped.isEmpty()) {
            out.println("ended what an earlier launcher left running: " + String.join(", ", reaped));
        }
        var suite = new Suite(options, environment, software, state, SuiteSecrets.in(state, services), out);
        var end = new CountDownLatch(1);
        var exit = new AtomicInteger();
        var done = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopBeforeExit(suite, end, done), "stop"));
        try (var control = Control.open(state, new SuiteCommands(suite, end))) {
            suite.start();
            Files.writeString(state.path("run").resolve("ready"), "");
            if (!options.detached()) {
                out.println(suite.status().table());
                out.println("Ctrl-C stops all");
            }
            end.await();
        } catch (Refusal refusal) {
            out.println("connect: " + refusal.getMessage());
            exit.set(1);
        } finally {
            suite.stop();
            Files.deleteIfExists(state.path("run").resolve("ready"));
            Files.deleteIfExists(state.path("run").resolve("control"));
            right.get().close();
            done.countDown();
        }
        return exit.get();
    }

    private static void stopBeforeExit(Suite suite, CountDownLatch end, CountDownLatch done) {
        try {
            end.countDown();
            suite.stop();
            done.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private int alreadyRunning() throws IOException {
        out.println("the suite is running already:");
        return ask("status");
    }

    private int status(boolean json) throws IOException {
        if (!Running.somewhere(state)) {
            out.println(json ? Status.nothing() : "the suite is not running: ./connect up");
            return 1;
        }
        return ask(json ? "status-json" : "status");
    }

    private int logs(String name) throws IOException, InterruptedException {
        if (!Files.isDirectory(state.path("logs"))) {
            throw new Refusal("there are no logs yet in " + state.path("logs"));
        }
        new LogFiles(state.path("logs")).follow(name, out);
        return 0;
    }

    private int down(boolean wipe) throws IOException, InterruptedException {
        if (Running.somewhere(state)) {
            var code = ask("down");
            var deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (Running.somewhere(state)) {
                if (System.nanoTime() > deadline) {
                    throw new Refusal("the launcher does not end; see " + state.log("launcher"));
                }
                Thread.sleep(50);
            }
            if (code != 0) {
                return code;
            }
            out.println("stopped");
        } else {
            var reaped = new Reaper(state).reap();
            out.println(
                    reaped.isEmpty()
                            ? "the suite was not running"
                            : "ended what an earlier launcher left running: " + String.join(", ", reaped));
        }
        if (wipe) {
            state.wipe();
            out.println("removed data, secrets and logs in " + state.path());
        }
        return 0;
    }

    private int ask(String command) throws IOException {
        if (!Running.somewhere(state)) {
            throw new Refusal("the suite is not running: ./connect up");
        }
        return Control.ask(state, command, out);
    }

    private static String onlyWord(String command, List<String> words) {
        if (words.size() != 1 || words.get(0).contains(" ")) {
            throw new Refusal(command + " wants one name, such as user-service#1, redis or postgres");
        }
        return words.get(0);
    }
}
