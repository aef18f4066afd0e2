package io.realtimeconnect.user.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.realtimeconnect.perf.jobs.JobStatus;
import io.realtimeconnect.perf.jobs.Jobs;
import io.realtimeconnect.stores.Stores;
import io.realtimeconnect.stores.WithStores;
import io.realtimeconnect.user.Api;
import io.realtimeconnect.user.Api.Person;
import io.realtimeconnect.user.UserServiceTest;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * Against a real SMTP server, which goes away and comes back. On stores of its own: the instances of other tests, which know no SMTP server,
 * would take its jobs.
 */
@UserServiceTest
@WithStores(schema = "users", isolated = true)
class EmailTests {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int PORT = Stores.freePort();
    private static GreenMail server = new GreenMail(setup());

    @Autowired
    Api api;

    @Autowired
    Jobs jobs;

    @Autowired
    DatabaseClient database;

    @DynamicPropertySource
    static void smtp(DynamicPropertyRegistry settings) {
        settings.add("spring.mail.host", () -> "127.0.0.1");
        settings.add("spring.mail.port", () -> PORT);
        settings.add("rtc.user.email.back-off", () -> "200ms");
        settings.add("rtc.user.email.from", () -> "Connect <no-reply@example.org>");
        settings.add("perf.jobs.poll-interval", () -> "100ms");
    }

    @BeforeAll
    static void startServer() {
        server.start();
    }

    @AfterAll
    static void stopServer() {
        server.stop();
    }

    @Test
    void whoSignsUpIsWelcomed() throws Exception {
        Person ada = api.signUp();

        MimeMessage email = only(ada.email(), "Welcome");

        assertThat(text(email)).contains("Hello " + ada.username());
        assertThat(email.getFrom()[0]).hasToString("Connect <no-reply@example.org>");
        assertThat(email.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(email.getContentType()).startsWith("text/plain");
    }

    @Test
    void aServerThatIsDownGetsTheEmailOnceWhenItIsBack() throws Exception {
        server.stop();
        Person ada = api.signUp();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(emails().failedAttempts()).isPositive());

        server = new GreenMail(setup());
        server.start();

        only(ada.email(), "Welcome");
        await().atMost(SOON).untilAsserted(() -> assertThat(waiting(ada.id())).isZero());
        assertThat(to(ada.email())).hasSize(1);
    }

    @Test
    void aNewPasswordIsToldAndTheOldAddressLearnsOfTheNew() throws Exception {
        Person ada = api.signUp();

        ada.put("/api/v1/users/me/password", Map.of("current", ada.password(), "new", "another password"))
                .is(204);
        ada.put("/api/v1/users/me/email", Map.of("password", "another password", "email", "new-" + ada.email()))
                .is(204);

        only(ada.email(), "Your password was changed");
        only(ada.email(), "Your e-mail address was changed");
        assertThat(to("new-" + ada.email())).isEmpty();
    }

    @Test
    void aLoginThatFailsOrAnAddressThatIsTakenIsNotToldToAnybody() {
        Person ada = api.signUp();
        Person bob = api.signUp();
        // an e-mail is there before the task that sent it is gone
        await().atMost(SOON)
                .until(() -> to(ada.email()).size() == 1
                        && to(bob.email()).size() == 1
                        && waiting(ada.id()) + waiting(bob.id()) == 0);

        api.login(ada.username(), "not the password").is(401);
        bob.put("/api/v1/users/me/email", Map.of("password", bob.password(), "email", ada.email()))
                .is(409);

        assertThat(waiting(ada.id())).isZero();
        assertThat(waiting(bob.id())).isZero();
    }

    @Test
    void anotherDeviceIsToldOnce() throws Exception {
        Person ada = api.signUp();

        login(ada, "Ada's telescope");
        login(ada, "Ada's telescope");

        MimeMessage email = only(ada.email(), "A new device signed in");
        assertThat(text(email)).contains("Ada's telescope").contains("127.0.0.1");
        await().atMost(SOON).untilAsserted(() -> assertThat(waiting(ada.id())).isZero());
        assertThat(to(ada.email())).hasSize(2);
    }

    @Test
    void aValueOfManyLinesStaysOnOne() {
        String body = Template.SUSPENDED.body(
                Map.of("reason", "rude\r\n\r\nSend your password to mallory", "until", "{reason}"));

        assertThat(body)
                .contains("Reason: rude Send your password")
                .contains("suspended {reason}.")
                .contains("Hello ,");
    }

    @Test
    void whoLeavesGetsNothingMoreAndNothingStays() {
        Person ada = api.signUp();
        await().atMost(SOON).until(() -> waiting(ada.id()) == 0);
        database.sql("""
                        INSERT INTO scheduled_tasks (task_name, task_instance, task_data, execution_time, picked, version)
                        VALUES ('email-notification', :instance, ''::bytea, now() + interval '1 day', false, 1)""").bind("instance", ada.id() + ":x").then().block();

        api.call(HttpMethod.DELETE, "/api/v1/users/me", Map.of("password", ada.password()), ada.token(), headers -> {})
                .is(202);

        assertThat(waiting(ada.id())).isZero();
        Long devices = database.sql("SELECT count(*) FROM known_device WHERE user_id = :user")
                .bind("user", ada.id())
                .mapValue(Long.class)
                .one()
                .block();
        assertThat(devices).isZero();
    }

    private void login(Person person, String device) {
        api.post(
                        "/api/v1/auth/login",
                        Map.of("login", person.username(), "password", person.password(), "deviceName", device),
                        null)
                .is(200);
    }

    private JobStatus emails() {
        return Objects.requireNonNull(jobs.status().block()).stream()
                .filter(status -> status.name().equals("email-notification"))
                .findFirst()
                .orElseThrow();
    }

    private long waiting(UUID userId) {
        return Objects.requireNonNull(
                database.sql("SELECT count(*) FROM scheduled_tasks WHERE task_instance LIKE :instance")
                        .bind("instance", userId + ":%")
                        .mapValue(Long.class)
                        .one()
                        .block());
    }

    private static MimeMessage only(String address, String subject) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(to(address))
                        .filteredOn(email -> subject(email).startsWith(subject))
                        .hasSize(1));
        return to(address).stream()
                .filter(email -> subject(email).startsWith(subject))
                .findFirst()
                .orElseThrow();
    }

    private static String subject(MimeMessage email) {
        try {
            return email.getSubject();
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<MimeMessage> to(String address) {
        return Arrays.stream(server.getReceivedMessages())
                .filter(email -> {
                    try {
                        return email.getRecipients(Message.RecipientType.TO)[0]
                                .toString()
                                .equals(address);
                    } catch (MessagingException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
    }

    private static String text(MimeMessage email) {
        try {
            return String.valueOf(email.getContent());
        } catch (MessagingException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ServerSetup setup() {
        return new ServerSetup(PORT, "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
    }
}
