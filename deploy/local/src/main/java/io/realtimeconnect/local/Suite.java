package io.realtimeconnect.local;

import io.realtimeconnect.stores.PostgresSchema;
import io.realtimeconnect.stores.PostgresServer;
import io.realtimeconnect.stores.RedisServer;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Everything that {@code up} starts, and what can be done to it while it runs. */
final class Suite {
    /** A process that dies twice on its way up will not come up. */
    private static final int PATIENCE = 2;

    private final UpOptions options;
    private final Map<String, String> environment;
    private final Software software;
    private final StateFolder state;
    private final SuiteSecrets secrets;
    private final Admin admin;
    private final PrintStream out;
    private final Duration readyWithin;
    private final Map<String, Supervised> processes = new LinkedHashMap<>();
    private final ScheduledExecutorService housekeeping = Executors.newScheduledThreadPool(2, Suite::daemon);
    private String postgresUrl;
    private String redisUrl;
    private volatile boolean closed;

    Suite(
            UpOptions options,
            Map<String, String> environment,
            Software software,
            StateFolder state,
            SuiteSecrets secrets,
            PrintStream out) {
        this.options = options;
        this.environment = environment;
        this.software = software;
        this.state = state;
        this.secrets = secrets;
        this.admin = Admin.of(environment, secrets);
        this.out = out;
        this.readyWithin =
                Duration.ofSeconds(Long.parseLong(environment.getOrDefault("RTC_START_TIMEOUT_SECONDS", "120")));
        this.postgresUrl = environment.getOrDefault("DATABASE_URL", "");
        this.redisUrl = environment.getOrDefault("REDIS_URL", "");
    }

    /**
     * Starts the stores, then the services, and returns when all are ready.
     *
     * @throws Refusal when something does not come up; what did is still running then
     */
    void start() throws InterruptedException {
        Ports.require(ports());
        housekeeping.scheduleWithFixedDelay(this::boundLogs, 10, 10, TimeUnit.SECONDS);
        var startedAt = System.nanoTime();
        var services =
                options.instances().stream().map(Instance::service).distinct().toList();
        var unpacking = CompletableFuture.runAsync(() -> services.forEach(software::prepare));
        var schemas = startStores(services);
        try {
            unpacking.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof Refusal refusal ? refusal : e;
        }
        var environments = new ServiceEnvironment(environment, options.instances(), secrets, admin, schemas, redisUrl);
        for (var instance : options.instances()) {
            add(new ServiceProgram(instance, software, environments.of(instance), state));
        }
        startInTurn(options.instances().stream().map(Instance::name).toList());
        out.printf("ready after %.1f s%n", (System.nanoTime() - startedAt) / 1e9);
        housekeeping.execute(() -> {
            for (var service : services) {
                improve(service, environments.of(Instance.of(service, 1, options.offset())));
            }
        });
    }

    /** Ends everything, the gateway first, the stores last. Returns when it is done; the second time at once. */
    void stop() throws InterruptedException {
        List<Supervised> all;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            all = List.copyOf(processes.values());
        }
        housekeeping.shutdownNow();
        var services = all.stream().filter(each -> each.name().contains("#")).toList();
        services.forEach(Supervised::close);
        for (var service : services) {
            service.awaitStopped();
        }
        for (var name : List.of("redis", "postgres")) {
            var store = find(name);
            if (store.isPresent()) {
                store.get().close();
                store.get().awaitStopped();
            }
        }
        housekeeping.awaitTermination(10, TimeUnit.SECONDS);
    }

    /**
     * The processes that {@code name} means: one instance, all instances of a service, or a store.
     *
     * @throws Refusal for a name that means nothing here
     */
    List<Supervised> named(String name) {
        synchronized (this) {
            var found = processes.values().stream()
                    .filter(each -> each.name().equals(name) || each.name().startsWith(name + "#"))
                    .toList();
            if (found.isEmpty()) {
                throw new Refusal(
                        "there is no '" + name + "' here; there are " + String.join(", ", processes.keySet()));
            }
            return found;
        }
    }

    Status status() {
        var services = new ArrayList<Status.OfInstance>();
        for (var instance : options.instances()) {
            var process = find(instance.name());
            services.add(new Status.OfInstance(
                    instance,
                    process.map(Supervised::state).orElse(State.STOPPED),
                    process.flatMap(Supervised::process).orElse(null)));
        }
        return new Status(services, ofStore("postgres", postgresUrl), ofStore("redis", redisUrl), admin);
    }

    private Status.OfStore ofStore(String name, String url) {
        var process = find(name);
        return new Status.OfStore(
                url,
                process.map(Supervised::state).orElse(null),
                process.flatMap(Supervised::process).orElse(null));
    }

    private Map<String, PostgresSchema> startStores(List<Service> services) throws InterruptedException {
        var own = new ArrayList<String>();
        PostgresServer postgres = null;
        if (postgresUrl.isEmpty()) {
            postgres = PostgresServer.durable(
                    state.binaries(),
                    state.path("postgres"),
                    state.log("postgres"),
                    state.record("postgres"),
                    Ports.POSTGRES + options.offset(),
                    secrets.postgres());
            own.add(add(new PostgresProgram(postgres)));
        }
        if (redisUrl.isEmpty()) {
            var redis = RedisServer.durable(
                    state.binaries(),
                    state.path("redis"),
                    state.log("redis"),
                    state.record("redis"),
                    Ports.REDIS + options.offset(),
                    secrets.redis());
            redisUrl = redis.store().url();
            own.add(add(new RedisProgram(redis)));
        }
        startInTurn(own);
        var administrator = postgres == null ? Databases.external(postgresUrl) : Databases.own(postgres);
        postgresUrl = Databases.url(administrator);
        return Databases.provision(administrator, services, secrets);
    }

    private synchronized String add(Program program) {
        if (closed) {
            throw new Refusal("stopped while starting");
        }
        processes.put(program.name(), new Supervised(program, state.record(program.name()), readyWithin, this::news));
        return program.name();
    }

    /** Starts at most {@link StartOrder#WIDTH} at a time: more JVMs than processors only get in each other's way. */
    private void startInTurn(List<String> names) throws InterruptedException {
        var starting = new StartOrder(
                names.stream().map(name -> find(name).orElseThrow()).toList());
        starting.run((process, took) -> out.printf("  %-26s ready  %5.1f s%n", process.name(), took), PATIENCE);
        var failed = starting.failed();
        if (failed != null) {
            throw new Refusal(failure(failed));
        }
    }

    private String failure(Supervised process) {
        if (closed) {
            return "stopped while starting";
        }
        var log = state.log(process.name());
        var tail = LogFiles.tail(log, 20);
        tail.forEach(line -> out.println("    " + line));
        return "%s does not come up: it %s; its log is %s".formatted(process.name(), process.complaint(), log);
    }

    private Map<Integer, String> ports() {
        var ports = new TreeMap<Integer, String>();
        if (postgresUrl.isEmpty()) {
            ports.put(Ports.POSTGRES + options.offset(), "postgres");
        }
        if (redisUrl.isEmpty()) {
            ports.put(Ports.REDIS + options.offset(), "redis");
        }
        for (var instance : options.instances()) {
            ports.put(instance.port(), instance.name());
            ports.put(instance.managementPort(), instance.name() + " management");
        }
        return ports;
    }

    private synchronized Optional<Supervised> find(String name) {
        return Optional.ofNullable(processes.get(name));
    }

    private void improve(Service service, Map<String, String> variables) {
        if (closed) {
            return;
        }
        try {
            software.improve(service, variables);
        } catch (RuntimeException e) {
            // an archive saves seconds at the next start; without it nothing is wrong
            news(e.getMessage());
        }
    }

    private void boundLogs() {
        try {
            new LogFiles(state.path("logs")).bound(LogFiles.LIMIT_BYTES);
        } catch (IOException e) {
            news("logs cannot be kept short: " + e.getMessage());
        }
    }

    private static Thread daemon(Runnable task) {
        var thread = new Thread(task, "housekeeping");
        thread.setDaemon(true);
        return thread;
    }

    private void news(@Nullable String line) {
        out.println(line);
    }
}
