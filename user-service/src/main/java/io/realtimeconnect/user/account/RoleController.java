package io.realtimeconnect.user.account;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.access.CurrentUser;
import io.realtimeconnect.perf.session.Role;
import io.realtimeconnect.user.profile.UserNotFound;
import io.realtimeconnect.user.session.SessionEnds;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
@Access(Access.Level.ADMIN)
@Tag(name = "Administration")
class RoleController {

    private static final Logger log = LoggerFactory.getLogger(RoleController.class);

    private final AccountTable accounts;
    private final SessionEnds ends;
    private final TransactionalOperator transaction;

    RoleController(AccountTable accounts, SessionEnds ends, TransactionalOperator transaction) {
        this.accounts = accounts;
        this.ends = ends;
        this.transaction = transaction;
    }

    @PutMapping("/api/v1/admin/users/{id}/roles")
    @Operation(operationId = "setRoles", summary = "Sets the roles of a user, whose sessions end")
    Mono<Roles> set(CurrentUser admin, @PathVariable UUID id, @Valid @RequestBody NewRoles request) {
        Set<Role> roles = EnumSet.copyOf(request.roles());
        Mono<Void> allowed = roles.contains(Role.ADMIN) ? Mono.empty() : accounts.mustNotBeLastAdmin(id);
        return allowed.then(Mono.defer(() -> accounts.lock(id)))
                .switchIfEmpty(Mono.error(UserNotFound::new))
                .delayUntil(account -> accounts.changeRoles(id, roles))
                .delayUntil(account -> ends.announce(id, null))
                .as(transaction::transactional)
                .delayUntil(account -> ends.sweep(id, null))
                .doOnNext(account -> log.atInfo()
                        .addKeyValue("by", admin.id())
                        .addKeyValue("user", id)
                        .addKeyValue("roles", roles)
                        .log("account.roles.set"))
                .map(account -> new Roles(id, account.username(), roles));
    }

    record NewRoles(@NotEmpty @Size(max = 10) List<@NotNull Role> roles) {}

    /** A user and what they may do. */
    record Roles(UUID id, String username, Set<Role> roles) {}
}
