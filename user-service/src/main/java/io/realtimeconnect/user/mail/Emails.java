package io.realtimeconnect.user.mail;

import io.realtimeconnect.perf.jobs.Jobs;
import io.realtimeconnect.perf.web.Ids;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/**
 * Queues e-mails in the caller's transaction: each is sent once the transaction is committed, and never without it. Does nothing where no SMTP
 * server is set.
 */
@Service
public class Emails {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMMM yyyy HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Jobs jobs;
    private final boolean on;
    private final Clock clock;

    Emails(Jobs jobs, ObjectProvider<JavaMailSender> sender, Clock clock) {
        this.jobs = jobs;
        this.on = sender.getIfAvailable() != null;
        this.clock = clock;
    }

    /** Whether there is a server to send them. */
    public boolean isOn() {
        return on;
    }

    /** To somebody who has signed up. */
    public Mono<Void> welcome(UUID userId, String to, String username) {
        return queue(userId, Template.WELCOME, to, Map.of("username", username));
    }

    /** To somebody whose password is another now. */
    public Mono<Void> passwordChanged(UUID userId, String to, String username) {
        return queue(userId, Template.PASSWORD_CHANGED, to, Map.of("username", username));
    }

    /** To the old address. */
    public Mono<Void> emailChanged(UUID userId, String to, String username) {
        return queue(userId, Template.EMAIL_CHANGED, to, Map.of("username", username));
    }

    /** @param until null for good */
    public Mono<Void> suspended(UUID userId, String to, String username, String reason, @Nullable Instant until) {
        return queue(
                userId,
                Template.SUSPENDED,
                to,
                Map.of(
                        "username",
                        username,
                        "reason",
                        reason,
                        "until",
                        until == null ? "for good" : "until " + TIME.format(until)));
    }

    /** @param device as its owner or browser calls it */
    public Mono<Void> newDevice(UUID userId, String to, String username, String device, String address) {
        return queue(
                userId, Template.NEW_DEVICE, to, Map.of("username", username, "device", device, "address", address));
    }

    /** Takes back what waits for a user who leaves. */
    public Mono<Void> forget(UUID userId) {
        return jobs.withdraw(EmailNotification.class, userId + ":").then();
    }

    private Mono<Void> queue(UUID userId, Template template, String to, Map<String, String> values) {
        if (!on) {
            return Mono.empty();
        }
        return Mono.defer(() -> {
            Instant now = clock.instant();
            var all = new HashMap<>(values);
            all.put("time", TIME.format(now));
            return jobs.submit(
                            EmailNotification.class,
                            userId + ":" + Ids.next(),
                            new Email(template, to, Map.copyOf(all), now),
                            Duration.ZERO)
                    .then();
        });
    }
}
