package io.realtimeconnect.local;

import io.realtimeconnect.stores.PostgresSchema;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What each process is told, on top of what this one was told: addresses, its own credentials, its own key. */
record ServiceEnvironment(
        Map<String, String> inherited,
        List<Instance> instances,
        SuiteSecrets secrets,
        Admin admin,
        Map<String, PostgresSchema> schemas,
        String redisUrl) {

    Map<String, String> of(Instance instance) {
        var variables = new TreeMap<>(inherited);
        // an administrator's; services get roles of their own
        variables.remove("DATABASE_URL");
        variables.remove("RTC_ADMIN_USERNAME");
        variables.remove("RTC_ADMIN_PASSWORD");
        variables.put("SERVER_PORT", Integer.toString(instance.port()));
        variables.put("MANAGEMENT_SERVER_PORT", Integer.toString(instance.managementPort()));
        variables.put("RTC_INSTANCE", instance.name());
        variables.put("MALLOC_ARENA_MAX", "2");
        // event loops that housekeeping keeps busy are never quiet: without this each stop waits 15 s for nothing
        variables.putIfAbsent("SPRING_REACTOR_NETTY_SHUTDOWN_QUIET_PERIOD", "0s");
        var services = instances.stream().map(Instance::service).distinct().toList();
        for (var service : services) {
            var urls = instances.stream()
                    .filter(other -> other.service().equals(service))
                    .map(Instance::url)
                    .collect(Collectors.joining(","));
            variables.put("RTC_" + service.variable() + "_URLS", urls);
        }
        var schema = schemas.get(instance.service().schema());
        if (schema != null) {
            variables.put("SPRING_R2DBC_URL", schema.r2dbcUrl());
            variables.put("SPRING_R2DBC_USERNAME", schema.user());
            variables.put("SPRING_R2DBC_PASSWORD", schema.password());
            variables.put("SPRING_FLYWAY_URL", schema.jdbcUrl());
            variables.put("SPRING_FLYWAY_USER", schema.owner());
            variables.put("SPRING_FLYWAY_PASSWORD", schema.ownerPassword());
        }
        if (!inherited.containsKey("REDIS_URL")) {
            variables.put("SPRING_DATA_REDIS_URL", redisUrl);
        }
        variables.put("PERF_WEB_CURSOR_KEY", secrets.cursorKey());
        variables.put("PERF_RESILIENCE_PRIVATE_KEY", secrets.privateKey(instance.service()));
        variables.put("RTC_SERVICE_KEYS", secrets.publicKeys(services));
        if (instance.service().name().equals("user-service")) {
            variables.put("RTC_ADMIN_USERNAME", admin.username());
            variables.put("RTC_ADMIN_PASSWORD", admin.password());
        }
        return variables;
    }

    @Override
    public String toString() {
        return "ServiceEnvironment[" + instances.size() + " instances]";
    }
}
