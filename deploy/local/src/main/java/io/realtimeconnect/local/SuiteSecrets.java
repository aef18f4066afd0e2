package io.realtimeconnect.local;

import io.realtimeconnect.stores.Secrets;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What nobody chose and nobody else may read; made at the first {@code up}, kept in one file with mode 0600. */
final class SuiteSecrets {
    private final TreeMap<String, String> values = new TreeMap<>();

    private SuiteSecrets() {}

    /** Reads the secrets and makes those that are missing. */
    static SuiteSecrets in(StateFolder state, List<Service> services) {
        var file = state.path("secrets").resolve("suite.properties");
        var secrets = new SuiteSecrets();
        try {
            secrets.read(file);
            var before = secrets.values.size();
            secrets.complete(services);
            if (secrets.values.size() > before) {
                StateFolder.writePrivately(file, secrets.text());
            }
            return secrets;
        } catch (IOException e) {
            throw new Refusal("cannot keep secrets in " + file + ": " + e.getMessage(), e);
        }
    }

    String postgres() {
        return value("postgres");
    }

    String redis() {
        return value("redis");
    }

    String owner(String schema) {
        return value("owner." + schema);
    }

    String runtime(String schema) {
        return value("runtime." + schema);
    }

    String cursorKey() {
        return value("cursor");
    }

    String admin() {
        return value("admin");
    }

    /** Base64 PKCS #8, P-256. */
    String privateKey(Service service) {
        return value("private." + service.name());
    }

    /** {@code name=<base64 X.509>,…} of all services. */
    String publicKeys(List<Service> services) {
        return services.stream()
                .map(service -> service.name() + "=" + value("public." + service.name()))
                .collect(Collectors.joining(","));
    }

    private String value(String name) {
        var value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("no secret " + name);
        }
        return value;
    }

    private void complete(List<Service> services) {
        var names = new ArrayList<>(List.of("postgres", "redis", "cursor", "admin"));
        for (var service : services) {
            if (!service.schema().isEmpty()) {
                names.add("owner." + service.schema());
                names.add("runtime." + service.schema());
            }
            if (!values.containsKey("private." + service.name())) {
                addKeyPair(service.name());
            }
        }
        names.forEach(name -> values.computeIfAbsent(name, absent -> Secrets.password()));
        // more than the 32 characters that a cursor key needs
        values.compute("cursor", (name, key) -> key == null || key.length() < 40 ? key + Secrets.password() : key);
    }

    private void addKeyPair(String name) {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            var pair = generator.generateKeyPair();
            var base64 = Base64.getEncoder();
            values.put(
                    "private." + name, base64.encodeToString(pair.getPrivate().getEncoded()));
            values.put("public." + name, base64.encodeToString(pair.getPublic().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no P-256", e);
        }
    }

    private void read(Path file) throws IOException {
        if (Files.exists(file)) {
            var properties = new Properties();
            properties.load(new StringReader(Files.readString(file)));
            properties.stringPropertyNames().forEach(name -> values.put(name, properties.getProperty(name)));
        }
    }

    private String text() {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                .collect(Collectors.joining());
    }
}
