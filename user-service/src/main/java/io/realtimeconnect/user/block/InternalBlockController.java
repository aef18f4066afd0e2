package io.realtimeconnect.user.block;

import io.realtimeconnect.perf.access.Access;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Blocks, for the services that must respect them. */
@Hidden
@RestController
@RequestMapping("/internal/users")
@Access(
        value = Access.Level.SERVICE,
        callers = {"queuing-service", "communication-service", "moderation-service", "history-service"})
class InternalBlockController {

    private static final int PAGE = 200;

    private final Blocks blocks;
    private final BlockTable table;

    InternalBlockController(Blocks blocks, BlockTable table) {
        this.blocks = blocks;
        this.table = table;
    }

    @GetMapping("/{id}/blocks")
    Mono<BlockTable.BlocksOfUser> around(@PathVariable UUID id) {
        return blocks.around(id);
    }

    /** Whom one has blocked, for the file that this one may have; latest first. */
    @GetMapping("/{id}/own-blocks")
    @Access(value = Access.Level.SERVICE, callers = "history-service")
    Mono<OwnPage> own(@PathVariable UUID id, @RequestParam(required = false) @Nullable UUID after) {
        return table.page(id, after, PAGE)
                .collectList()
                .map(rows -> new OwnPage(
                        rows.stream().map(BlockTable.Row::view).toList(),
                        rows.size() < PAGE ? null : rows.get(rows.size() - 1).id()));
    }

    @PostMapping("/blocked-pairs")
    Mono<BlockedPairs> blocked(@Valid @RequestBody Pairs request) {
        if (request.pairs().isEmpty()) {
            return Mono.just(new BlockedPairs(List.of()));
        }
        return table.blocked(
                        request.pairs().stream().map(pair -> pair.get(0)).toList(),
                        request.pairs().stream().map(pair -> pair.get(1)).toList())
                .collectList()
                .map(BlockedPairs::new);
    }

    /** @param next where the following page begins, null for the last */
    record OwnPage(List<BlockView> items, @Nullable UUID next) {}

    record Pairs(@NotNull @Size(max = 1000) List<@NotNull @Size(min = 2, max = 2) List<@NotNull UUID>> pairs) {}

    record BlockedPairs(List<List<UUID>> blocked) {}
}
