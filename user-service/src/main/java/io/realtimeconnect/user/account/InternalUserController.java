package io.realtimeconnect.user.account;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.session.Role;
import io.realtimeconnect.user.profile.Profile;
import io.realtimeconnect.user.profile.Profiles;
import io.realtimeconnect.user.profile.UserNotFound;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Users, for the services that deal with them. */
@Hidden
@RestController
@RequestMapping("/internal/users")
@Access(
        value = Access.Level.SERVICE,
        callers = {"queuing-service", "communication-service", "moderation-service", "history-service"})
class InternalUserController {

    private final AccountTable accounts;
    private final Profiles profiles;
    private final SanctionTable sanctions;
    private final Clock clock;

    InternalUserController(AccountTable accounts, Profiles profiles, SanctionTable sanctions, Clock clock) {
        this.accounts = accounts;
        this.profiles = profiles;
        this.sanctions = sanctions;
        this.clock = clock;
    }

    @GetMapping("/{id}")
    Mono<InternalUser> find(@PathVariable UUID id) {
        return all(Set.of(id)).next().switchIfEmpty(Mono.error(UserNotFound::new));
    }

    /** All that is known of one, for that one: what a user may have as a file. */
    @GetMapping("/{id}/own-data")
    @Access(value = Access.Level.SERVICE, callers = "history-service")
    Mono<OwnData> ownData(@PathVariable UUID id) {
        return accounts.findAll(Set.of(id))
                .next()
                .zipWith(profiles.find(id), (account, profile) -> new OwnData(account.view(), profile))
                .switchIfEmpty(Mono.error(UserNotFound::new));
    }

    /** Users that are not there are left out. */
    @PostMapping("/batch")
    Mono<Found> findAll(@Valid @RequestBody Wanted wanted) {
        return all(Set.copyOf(wanted.ids())).collectList().map(Found::new);
    }

    private Flux<InternalUser> all(Set<UUID> ids) {
        return Mono.zip(
                        accounts.findAll(ids).collectList(),
                        profiles.findAll(ids).collectMap(Profile::userId),
                        sanctions.barred(ids, clock.instant()).collectList())
                .flatMapIterable(found -> found.getT1().stream()
                        .flatMap(account -> Stream.ofNullable(found.getT2().get(account.id()))
                                .map(profile -> InternalUser.of(
                                        account, profile, found.getT3().contains(account.id()))))
                        .toList());
    }

    record Wanted(@NotNull @Size(max = 1000) List<@NotNull UUID> ids) {}

    record Found(List<InternalUser> items) {}

    record OwnData(UserView user, Profile profile) {}

    /** @param state {@code active}, or {@code suspended} */
    record InternalUser(
            UUID id,
            String username,
            String displayName,
            List<String> interests,
            List<String> languages,
            Set<Role> roles,
            String state) {

        static InternalUser of(Account account, Profile profile, boolean barred) {
            return new InternalUser(
                    account.id(),
                    account.username(),
                    profile.displayName(),
                    profile.interests(),
                    profile.languages(),
                    account.roles(),
                    barred ? "suspended" : "active");
        }
    }
}
