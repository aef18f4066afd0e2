package io.realtimeconnect.user.account;

import io.realtimeconnect.perf.health.HealthPart;
import io.realtimeconnect.perf.health.PartHealth;
import io.realtimeconnect.perf.session.Role;
import io.realtimeconnect.perf.web.Ids;
import io.realtimeconnect.user.profile.Profiles;
import io.realtimeconnect.user.session.SessionEnds;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Makes the first administrator, or gives them the configured password; the service is not ready before.
 *
 * <p>Any number of instances may do it at once: the unique index and the security version let one of them win, the others look again.
 */
@Component
class AdminBootstrap implements ApplicationRunner, HealthPart {

    private static final Logger LOG = LoggerFactory.getLogger(AdminBootstrap.class);
    private static final Retry UNTIL_DONE =
            Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(50)).maxBackoff(Duration.ofSeconds(2));
    private static final Set<Role> ROLES = Set.of(Role.USER, Role.MODERATOR, Role.ADMIN);

    private final AdminProperties properties;
    private final AccountTable accounts;
    private final Profiles profiles;
    private final Passwords passwords;
    private final SessionEnds ends;
    private final TransactionalOperator transaction;
    private final Clock clock;
    private volatile boolean done;

    AdminBootstrap(
            AdminProperties properties,
            AccountTable accounts,
            Profiles profiles,
            Passwords passwords,
            SessionEnds ends,
            TransactionalOperator transaction,
            Clock clock) {
        this.properties = properties;
        this.accounts = accounts;
        this.profiles = profiles;
        this.passwords = passwords;
        this.ends = ends;
        this.transaction = transaction;
        this.clock = clock;
    }

    @Override
    public void run(ApplicationArguments args) {
        ensure().subscribe(null, e -> LOG.error("administrator not made", e), () -> done = true);
    }

    @Override
    public String name() {
        return "administrator";
    }

    @Override
    public Mono<PartHealth> check() {
        return Mono.just(
                done
                        ? PartHealth.healthy(Map.of())
                        : PartHealth.unhealthy("the administrator is being made", Map.of()));
    }

    @Override
    public boolean neededToStart() {
        return true;
    }

    Mono<Void> ensure() {
        String password = properties.password();
        if (password == null || password.isEmpty()) {
            return Mono.empty();
        }
        return Mono.defer(() -> accounts.findByLogin(properties.username())
                        .flatMap(account -> agree(account, password).thenReturn(account))
                        .switchIfEmpty(Mono.defer(() -> make(password))))
                .retryWhen(UNTIL_DONE)
                .then();
    }

    private Mono<Account> make(String password) {
        return passwords
                .hash(password)
                .map(hash -> new Account(
                        Ids.next(),
                        properties.username(),
                        properties.username() + "@localhost",
                        hash,
                        ROLES,
                        1,
                        clock.instant().truncatedTo(ChronoUnit.MILLIS)))
                .flatMap(account -> accounts.insert(account)
                        .then(Mono.defer(() -> profiles.create(
                                account.id(), account.username(), account.username(), account.createdAt())))
                        .as(transaction::transactional)
                        .thenReturn(account))
                .doOnNext(account ->
                        LOG.atInfo().addKeyValue("username", account.username()).log("administrator made"));
    }

    private Mono<Void> agree(Account account, String password) {
        return passwords
                .matches(password, account.passwordHash())
                .filter(same -> !same || !account.roles().contains(Role.ADMIN))
                .flatMap(differs -> passwords.hash(password))
                .flatMap(hash -> accounts.empower(account, hash, ROLES)
                        .filter(Boolean::booleanValue)
                        .switchIfEmpty(Mono.error(() -> new IllegalStateException("administrator changed meanwhile")))
                        .then(Mono.defer(() -> ends.announce(account.id(), null)))
                        .as(transaction::transactional)
                        .thenReturn(account))
                .flatMap(changed -> {
                    LOG.atWarn()
                            .addKeyValue("username", account.username())
                            .log("administrator's password set to the configured one");
                    return ends.sweep(account.id(), null);
                });
    }
}
