package io.realtimeconnect.user.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.mail.autoconfigure.MailSenderAutoConfiguration;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import reactor.test.StepVerifier;

/** Before a server that answers what no good server would. */
class SmtpTests {

    private static final Email EMAIL =
            new Email(Template.WELCOME, "ada@example.org", Map.of("username", "ada"), Instant.EPOCH);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private @Nullable Stubborn server;
    private @Nullable Smtp smtp;

    @AfterEach
    void close() throws IOException {
        if (smtp != null) {
            smtp.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void anAddressThatIsRefusedForGoodIsDoneWith() throws IOException {
        Smtp refused = before("550 5.1.1 no such user");

        StepVerifier.create(refused.send("id", EMAIL)).verifyComplete();

        assertThat(count("refused")).isEqualTo(1);
    }

    @Test
    void aRefusalForNowIsWorthAnotherAttemptAndNamesNobody() throws IOException {
        Smtp busy = before("451 4.3.0 ada@example.org must wait");

        StepVerifier.create(busy.send("id", EMAIL))
                .verifyErrorSatisfies(e -> assertThat(e)
                        .isInstanceOf(Smtp.EmailNotSent.class)
                        .hasNoCause()
                        .message()
                        .doesNotContain("ada"));

        assertThat(count("failed")).isEqualTo(1);
    }

    @Test
    void aServerThatSaysNothingHoldsNobodyForEver() throws IOException {
        Smtp silent = before(null);

        StepVerifier.create(silent.send("id", EMAIL))
                .expectError(Smtp.EmailNotSent.class)
                .verify(Duration.ofSeconds(10));
    }

    @Test
    void whoAsksForEncryptionGetsItOrNothing() {
        with("spring.mail.host=x", "spring.mail.properties.mail.smtp.starttls.enable=true")
                .run(context -> assertThat(
                                context.getBean(JavaMailSenderImpl.class).getJavaMailProperties())
                        .containsEntry("mail.smtp.starttls.enable", "true")
                        .containsEntry("mail.smtp.starttls.required", "true")
                        .containsEntry("mail.smtp.timeout", "10000")
                        .containsEntry("mail.smtp.connectiontimeout", "10000")
                        .containsEntry("mail.smtp.writetimeout", "10000"));
        with("spring.mail.host=x")
                .run(context -> assertThat(
                                context.getBean(JavaMailSenderImpl.class).getJavaMailProperties())
                        .containsEntry("mail.smtp.starttls.required", "false"));
    }

    @Test
    void withoutAServerThereIsNoSender() {
        with().run(context -> assertThat(context).doesNotHaveBean(JavaMailSender.class));
    }

    private static ApplicationContextRunner with(String... settings) {
        return new ApplicationContextRunner()
                .withInitializer(new ConfigDataApplicationContextInitializer())
                .withConfiguration(AutoConfigurations.of(MailSenderAutoConfiguration.class))
                .withPropertyValues(settings);
    }

    private double count(String outcome) {
        return meters.get("rtc.emails")
                .tags("template", "welcome", "outcome", outcome)
                .counter()
                .count();
    }

    private Smtp before(@Nullable String answer) throws IOException {
        Stubborn stubborn = new Stubborn(answer);
        server = stubborn;
        var sender = new JavaMailSenderImpl();
        sender.setHost("127.0.0.1");
        sender.setPort(stubborn.port());
        sender.getJavaMailProperties().putAll(Map.of("mail.smtp.timeout", "500", "mail.smtp.connectiontimeout", "500"));
        var provider = new StaticListableBeanFactory(Map.of("sender", sender)).getBeanProvider(JavaMailSender.class);
        Smtp made = new Smtp(
                provider,
                new EmailProperties("a@example.org", 1, 3, Duration.ofSeconds(1), Duration.ofSeconds(5)),
                meters);
        smtp = made;
        return made;
    }

    /** Takes everything but the recipient; null: accepts connections and says nothing. */
    private static final class Stubborn implements AutoCloseable {

        private final ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        private final @Nullable String answer;

        private Stubborn(@Nullable String answer) throws IOException {
            this.answer = answer;
            Thread thread = new Thread(this::serve, "stubborn");
            thread.setDaemon(true);
            thread.start();
        }

        int port() {
            return socket.getLocalPort();
        }

        private void serve() {
            try (Socket client = socket.accept()) {
                if (answer == null) {
                    client.getInputStream().read();
                    return;
                }
                say(client, "220 here");
                var lines =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    say(client, line.startsWith("RCPT") ? answer : line.startsWith("QUIT") ? "221 bye" : "250 ok");
                }
            } catch (IOException e) {
                assertThat(List.of("Socket closed", "Connection reset")).contains(String.valueOf(e.getMessage()));
            }
        }

        private static void say(Socket client, String line) throws IOException {
            client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
