package io.realtimeconnect.user.mail;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.mail.MailException;
import org.springframework.mail.MailSendException;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The SMTP server. Sending blocks, so it has threads of its own; the time limits of {@code mail.smtp.*} bound each.
 *
 * <p>No error that leaves here names an address: errors are kept and shown.
 */
@Component
class Smtp {

    private static final Logger LOG = LoggerFactory.getLogger(Smtp.class);
    private static final int QUEUE = 100;

    private final ObjectProvider<JavaMailSender> sender;
    private final EmailProperties properties;
    private final Scheduler threads;
    private final Map<Template, Map<Outcome, Counter>> counters = new EnumMap<>(Template.class);

    Smtp(ObjectProvider<JavaMailSender> sender, EmailProperties properties, MeterRegistry meters) {
        this.sender = sender;
        this.properties = properties;
        this.threads = Schedulers.newBoundedElastic(properties.threads(), QUEUE, "smtp", 30, true);
        for (Template template : Template.values()) {
            Map<Outcome, Counter> byOutcome = new EnumMap<>(Outcome.class);
            for (Outcome outcome : Outcome.values()) {
                byOutcome.put(outcome, counter(meters, template, outcome));
            }
            counters.put(template, byOutcome);
        }
    }

    /**
     * Sends an e-mail; an address that the server refuses for good counts as done.
     *
     * @param id the same at each attempt, so that a server or reader may see that it came twice
     * @return signals {@link EmailNotSent} when it is worth another attempt
     */
    Mono<Void> send(String id, Email email) {
        return Mono.<Void>fromRunnable(() -> {
                    JavaMailSender server = sender.getIfAvailable();
                    if (server == null) {
                        throw new EmailNotSent("no SMTP server is set");
                    }
                    count(email, deliver(server, id, email));
                })
                .subscribeOn(threads)
                .doOnError(e -> count(email, Outcome.FAILED));
    }

    @PreDestroy
    void close() {
        threads.dispose();
    }

    private Outcome deliver(JavaMailSender server, String id, Email email) {
        try {
            server.send(message(server.createMimeMessage(), id, email));
            return Outcome.SENT;
        } catch (MessagingException e) {
            throw new EmailNotSent(e.getClass().getSimpleName());
        } catch (MailException e) {
            if (isRefusedForGood(e)) {
                LOG.atWarn().addKeyValue("template", email.template()).log("email.refused");
                return Outcome.REFUSED;
            }
            throw new EmailNotSent(cause(e));
        }
    }

    private MimeMessage message(MimeMessage message, String id, Email email) throws MessagingException {
        message.setFrom(new InternetAddress(properties.from()));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(email.to()));
        message.setSubject(email.template().subject(), StandardCharsets.UTF_8.name());
        message.setText(email.template().body(email.values()), StandardCharsets.UTF_8.name());
        message.setSentDate(Date.from(email.at()));
        message.setHeader("Message-ID", "<" + id.replace(':', '.') + "@rtc>");
        // no answers from robots (RFC 3834)
        message.setHeader("Auto-Submitted", "auto-generated");
        return message;
    }

    private static boolean isRefusedForGood(MailException e) {
        return e instanceof MailSendException failed
                && failed.getFailedMessages().values().stream()
                        .anyMatch(cause -> cause instanceof SendFailedException refused
                                && refused.getInvalidAddresses() != null
                                && refused.getInvalidAddresses().length > 0);
    }

    private static String cause(MailException e) {
        Throwable root = e;
        if (e instanceof MailSendException failed && !failed.getFailedMessages().isEmpty()) {
            root = failed.getFailedMessages().values().iterator().next();
        }
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName();
    }

    private void count(Email email, Outcome outcome) {
        Objects.requireNonNull(
                        Objects.requireNonNull(counters.get(email.template())).get(outcome))
                .increment();
    }

    private static Counter counter(MeterRegistry meters, Template template, Outcome outcome) {
        return Counter.builder("rtc.emails")
                .description("Attempts to send an e-mail: sent, refused for good by the server, or failed for now")
                .tag("template", template.label())
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(meters);
    }

    private enum Outcome {
        SENT,
        REFUSED,
        FAILED
    }

    /** It is worth another attempt; says why, and not to whom. */
    static final class EmailNotSent extends RuntimeException {

        EmailNotSent(String reason) {
            super(reason, null, false, false);
        }

        @Override
        public String toString() {
            return "not sent: " + getMessage();
        }
    }
}
