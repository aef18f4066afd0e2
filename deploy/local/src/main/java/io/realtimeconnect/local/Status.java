package io.realtimeconnect.local;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What runs, where, and how much memory it holds. */
record Status(List<OfInstance> services, OfStore postgres, OfStore redis, Admin admin) {

    /** @param process absent while there is none */
    record OfInstance(
            Instance instance, State state, @Nullable Process process) {
        Map<String, @Nullable Object> json() {
            var map = new LinkedHashMap<String, @Nullable Object>();
            map.put("name", instance.service().name());
            map.put("instance", instance.number());
            map.put("pid", process == null ? null : process.pid());
            map.put("port", instance.port());
            map.put("managementPort", instance.managementPort());
            map.put("state", state.toString());
            map.put("rssMb", process == null ? 0 : Memory.residentMb(process.toHandle()));
            return map;
        }
    }

    /**
     * @param url with the administrator's password
     * @param state absent for a server that is not ours
     */
    record OfStore(
            String url, @Nullable State state, @Nullable Process process) {
        Map<String, @Nullable Object> json() {
            var map = new LinkedHashMap<String, @Nullable Object>();
            map.put("url", url);
            map.put("pid", process == null ? null : process.pid());
            if (state != null) {
                map.put("state", state.toString());
                map.put("pssMb", process == null ? 0 : Memory.proportionalMb(process.toHandle()));
            }
            return map;
        }

        String line(String name) {
            var where = url.replaceAll("//[^@/]*@", "//");
            return state == null
                    ? "  %-26s %-9s %s".formatted(name, "external", where)
                    : "  %-26s %-9s %5d MB  %s"
                            .formatted(
                                    name,
                                    state,
                                    process == null ? 0 : Memory.proportionalMb(process.toHandle()),
                                    where);
        }
    }

    String json() {
        var map = new LinkedHashMap<String, @Nullable Object>();
        map.put("services", services.stream().map(OfInstance::json).toList());
        map.put("postgres", postgres.json());
        map.put("redis", redis.json());
        map.put("admin", Map.of("username", admin.username(), "password", admin.password()));
        return Json.write(map);
    }

    /** For people. */
    String table() {
        var text = new StringBuilder();
        for (var service : services) {
            var process = service.process();
            text.append("  %-26s %-9s %5d MB  %s%n"
                    .formatted(
                            service.instance().name(),
                            service.state(),
                            process == null ? 0 : Memory.residentMb(process.toHandle()),
                            service.instance().url()));
        }
        text.append(postgres.line("postgres")).append(System.lineSeparator());
        text.append(redis.line("redis")).append(System.lineSeparator());
        text.append("  admin account              ")
                .append(admin.username())
                .append(" / ")
                .append(admin.password());
        return text.toString();
    }

    /** What nothing running looks like. */
    static String nothing() {
        var map = new LinkedHashMap<String, @Nullable Object>();
        map.put("services", List.of());
        map.put("postgres", null);
        map.put("redis", null);
        map.put("admin", null);
        return Json.write(map);
    }
}
