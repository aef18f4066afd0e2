package io.realtimeconnect.perf.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** The caches trust whom the application's bundle trusts, and show the certificate it has. */
class CacheTlsTest {

    private static final String PASSWORD = "changeit";

    @TempDir
    private Path folder;

    /** Whom each connection was made by; its failure otherwise. */
    private final BlockingQueue<String> callers = new LinkedBlockingQueue<>();

    private SSLServerSocket server;

    @BeforeEach
    void listen() throws Exception {
        keys("server", "client");
        keys("client", "server");
        server = (SSLServerSocket)
                context().getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        server.setNeedClientAuth(true);
        Thread thread = new Thread(this::serve, "tls");
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void theBundleOfTheApplicationsRedisIsTheCachesToo() throws Exception {
        connects(
                "spring.data.redis.host=127.0.0.1",
                "spring.data.redis.port=" + server.getLocalPort(),
                "spring.data.redis.ssl.bundle=mine");
    }

    @Test
    void aRedisOfTheirOwnIsCalledWithTheSameBundle() throws Exception {
        connects(
                "perf.cache.redis-url=rediss://127.0.0.1:" + server.getLocalPort(),
                "spring.data.redis.ssl.bundle=mine");
    }

    @Test
    void orWithOneOfItsOwn() throws Exception {
        connects("perf.cache.redis-url=rediss://127.0.0.1:" + server.getLocalPort(), "perf.cache.ssl-bundle=mine");
    }

    private void connects(String... settings) throws Exception {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        SslAutoConfiguration.class, DataRedisAutoConfiguration.class, CacheAutoConfiguration.class))
                .withPropertyValues(
                        "spring.ssl.bundle.jks.mine.keystore.location=file:" + folder.resolve("client.p12"),
                        "spring.ssl.bundle.jks.mine.keystore.password=" + PASSWORD,
                        "spring.ssl.bundle.jks.mine.truststore.location=file:" + folder.resolve("client-trusts.p12"),
                        "spring.ssl.bundle.jks.mine.truststore.password=" + PASSWORD)
                .withPropertyValues(settings)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(callers.poll(30, TimeUnit.SECONDS)).isEqualTo("CN=client");
                });
    }

    private void serve() {
        while (!server.isClosed()) {
            try (SSLSocket socket = (SSLSocket) server.accept()) {
                socket.setSoTimeout((int) Duration.ofSeconds(10).toMillis());
                socket.startHandshake();
                callers.add(socket.getSession().getPeerPrincipal().getName());
            } catch (IOException e) {
                callers.add(e.toString());
            }
        }
    }

    private SSLContext context() throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store("server.p12"), PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store("server-trusts.p12"));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private KeyStore store(String file) throws Exception {
        return KeyStore.getInstance(folder.resolve(file).toFile(), PASSWORD.toCharArray());
    }

    /** A key with a certificate signed by itself, which the other trusts. */
    private void keys(String name, String other) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Path certificate = folder.resolve(name + ".crt");
        keytool(
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=ip:127.0.0.1",
                "-validity",
                "2",
                "-keystore",
                store.toString());
        keytool("-exportcert", "-alias", name, "-file", certificate.toString(), "-keystore", store.toString());
        keytool(
                "-importcert",
                "-noprompt",
                "-alias",
                name,
                "-file",
                certificate.toString(),
                "-keystore",
                folder.resolve(other + "-trusts.p12").toString());
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
