package io.realtimeconnect.user.mail;

import io.realtimeconnect.perf.jobs.Job;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Sends one e-mail, again and again with growing pauses while the server is away. */
@Component
@EnableConfigurationProperties(EmailProperties.class)
class EmailNotification implements Job<Email> {

    private final Smtp smtp;
    private final EmailProperties properties;

    EmailNotification(Smtp smtp, EmailProperties properties) {
        this.smtp = smtp;
        this.properties = properties;
    }

    @Override
    public String name() {
        return "email-notification";
    }

    @Override
    public Class<Email> dataType() {
        return Email.class;
    }

    @Override
    public Mono<Void> run(String instance, @Nullable Email email) {
        return smtp.send(instance, Objects.requireNonNull(email));
    }

    @Override
    public int attempts() {
        return properties.attempts();
    }

    @Override
    public Duration backOff() {
        return properties.backOff();
    }

    @Override
    public Duration timeout() {
        return properties.timeout();
    }

    /** Before housekeeping: people wait for these. */
    @Override
    public int priority() {
        return 5;
    }
}
