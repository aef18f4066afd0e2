package io.realtimeconnect.user.account;

import io.r2dbc.postgresql.api.PostgresqlException;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Readable;
import io.realtimeconnect.perf.session.Role;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The table {@code account}; erased accounts are not found. */
@Repository
class AccountTable {

    private static final String SELECT = """
            SELECT id, username, email, password_hash, roles, security_version, created_at
            FROM account WHERE state = 'active' AND\s""";

    private final DatabaseClient database;

    AccountTable(DatabaseClient database) {
        this.database = database;
    }

    /** Signals {@link UsernameTaken} or {@link EmailTaken} as the unique indexes decide. */
    Mono<Void> insert(Account account) {
        return database.sql("""
                        INSERT INTO account (id, username, email, password_hash, roles, created_at)
                        VALUES (:id, :username, :email, :hash, :roles, :createdAt)""")
                .bind("id", account.id())
                .bind("username", account.username())
                .bind("email", account.email())
                .bind("hash", account.passwordHash())
                .bind("roles", names(account.roles()))
                .bind("createdAt", account.createdAt())
                .then()
                .onErrorMap(DataIntegrityViolationException.class, AccountTable::taken);
    }

    /** Which of both is taken already; a saving, for {@link #insert} decides. */
    Mono<Void> mustBeFree(String username, String email) {
        return database.sql("""
                        SELECT EXISTS (SELECT FROM account WHERE lower(username COLLATE pg_c_utf8) = lower(:username COLLATE pg_c_utf8)) AS name,
                               EXISTS (SELECT FROM account WHERE lower(email COLLATE pg_c_utf8) = lower(:email COLLATE pg_c_utf8)) AS mail""")
                .bind("username", username)
                .bind("email", email)
                .map(row -> row.get("name", Boolean.class) ? "name" : row.get("mail", Boolean.class) ? "mail" : "")
                .one()
                .flatMap(taken -> switch (taken) {
                    case "name" -> Mono.error(new UsernameTaken());
                    case "mail" -> Mono.error(new EmailTaken());
                    default -> Mono.empty();
                });
    }

    /** @param login a username, or an e-mail address, which alone has an {@code @} */
    Mono<Account> findByLogin(String login) {
        String column = login.indexOf('@') < 0 ? "username" : "email";
        return database.sql(SELECT + "lower(" + column + " COLLATE pg_c_utf8) = lower(:login COLLATE pg_c_utf8)")
                .bind("login", login)
                .map(AccountTable::read)
                .one();
    }

    Mono<Account> find(UUID id) {
        return database.sql(SELECT + "id = :id")
                .bind("id", id)
                .map(AccountTable::read)
                .one();
    }

    /** Locks the row until the transaction ends. */
    Mono<Account> lock(UUID id) {
        return database.sql(SELECT + "id = :id FOR UPDATE")
                .bind("id", id)
                .map(AccountTable::read)
                .one();
    }

    Flux<Account> findAll(Collection<UUID> ids) {
        return database.sql(SELECT + "id = ANY(:ids)")
                .bind("ids", ids.toArray(UUID[]::new))
                .map(AccountTable::read)
                .all();
    }

    /**
     * Whether nothing has happened that a session made from this account would contradict; waits for a change that is under way.
     */
    Mono<Boolean> isUnchanged(Account account) {
        return database.sql("SELECT security_version FROM account WHERE id = :id FOR SHARE")
                .bind("id", account.id())
                .mapValue(Long.class)
                .one()
                .map(version -> version == account.securityVersion())
                .defaultIfEmpty(false);
    }

    /** Raises the security version, so that logins under way are taken back. */
    Mono<Void> touch(UUID id) {
        return database.sql("UPDATE account SET security_version = security_version + 1 WHERE id = :id")
                .bind("id", id)
                .then();
    }

    /** Signals {@link EmailTaken}. */
    Mono<Void> changeEmail(UUID id, String email) {
        return database.sql("UPDATE account SET email = :email WHERE id = :id AND state = 'active'")
                .bind("email", email)
                .bind("id", id)
                .then()
                .onErrorMap(DataIntegrityViolationException.class, AccountTable::taken);
    }

    Mono<Void> changeRoles(UUID id, Set<Role> roles) {
        return database.sql("""
                        UPDATE account SET roles = :roles, security_version = security_version + 1
                        WHERE id = :id AND state = 'active'""").bind("roles", names(roles)).bind("id", id).then();
    }

    /**
     * Signals {@link LastAdmin} when nobody but this user is administrator. Locks all of them until the transaction ends, in one order:
     * call it before other locks.
     */
    Mono<Void> mustNotBeLastAdmin(UUID id) {
        return database.sql(
                        "SELECT id FROM account WHERE state = 'active' AND 'ADMIN' = ANY(roles) ORDER BY id FOR UPDATE")
                .mapValue(UUID.class)
                .all()
                .collectList()
                .flatMap(admins -> admins.equals(List.of(id)) ? Mono.error(new LastAdmin()) : Mono.empty());
    }

    /** Leaves a bare id; false when the account has changed since it was read. */
    Mono<Boolean> erase(Account account) {
        return database.sql("""
                        UPDATE account SET username = NULL, email = NULL, password_hash = NULL, roles = '{USER}', state = 'erased',
                            security_version = security_version + 1
                        WHERE id = :id AND security_version = :version AND state = 'active'""")
                .bind("id", account.id())
                .bind("version", account.securityVersion())
                .fetch()
                .rowsUpdated()
                .map(rows -> rows > 0);
    }

    /** False when the account has changed since it was read. */
    Mono<Boolean> changePassword(Account account, String hash) {
        return database.sql("""
                        UPDATE account SET password_hash = :hash, security_version = security_version + 1
                        WHERE id = :id AND security_version = :version AND state = 'active'""")
                .bind("hash", hash)
                .bind("id", account.id())
                .bind("version", account.securityVersion())
                .fetch()
                .rowsUpdated()
                .map(rows -> rows > 0);
    }

    /** The same password under newer parameters; no session need end. */
    Mono<Void> rehash(Account account, String hash) {
        return database.sql("UPDATE account SET password_hash = :hash WHERE id = :id AND password_hash = :old")
                .bind("hash", hash)
                .bind("id", account.id())
                .bind("old", account.passwordHash())
                .then();
    }

    /** Sets password and roles at once; false when the account has changed since it was read. */
    Mono<Boolean> empower(Account account, String hash, Set<Role> roles) {
        return database.sql("""
                        UPDATE account SET password_hash = :hash, roles = :roles, security_version = security_version + 1
                        WHERE id = :id AND security_version = :version AND state = 'active'""")
                .bind("hash", hash)
                .bind("roles", names(roles))
                .bind("id", account.id())
                .bind("version", account.securityVersion())
                .fetch()
                .rowsUpdated()
                .map(rows -> rows > 0);
    }

    private static Throwable taken(DataIntegrityViolationException e) {
        String constraint = e.getMostSpecificCause() instanceof R2dbcException cause
                        && cause instanceof PostgresqlException postgres
                ? postgres.getErrorDetails().getConstraintName().orElse("")
                : "";
        return switch (constraint) {
            case "account_username" -> new UsernameTaken();
            case "account_email" -> new EmailTaken();
            default -> e;
        };
    }

    private static String[] names(Set<Role> roles) {
        return roles.stream().map(Role::name).toArray(String[]::new);
    }

    private static Account read(Readable row) {
        EnumSet<Role> roles = EnumSet.noneOf(Role.class);
        Arrays.stream(row.get("roles", String[].class)).map(Role::valueOf).forEach(roles::add);
        return new Account(
                row.get("id", UUID.class),
                row.get("username", String.class),
                row.get("email", String.class),
                row.get("password_hash", String.class),
                Collections.unmodifiableSet(roles),
                row.get("security_version", Long.class),
                row.get("created_at", Instant.class));
    }
}
