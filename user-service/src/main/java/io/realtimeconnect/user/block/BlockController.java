package io.realtimeconnect.user.block;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.access.CurrentUser;
import io.realtimeconnect.perf.web.Cursors;
import io.realtimeconnect.perf.web.Limits;
import io.realtimeconnect.perf.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping("/api/v1/users/me/blocks")
@Access(Access.Level.SESSION)
@Tag(name = "Blocks")
class BlockController {

    private static final int MAX = 100;

    private final Blocks blocks;
    private final BlockTable table;
    private final Cursors cursors;

    BlockController(Blocks blocks, BlockTable table, Cursors cursors) {
        this.blocks = blocks;
        this.table = table;
        this.cursors = cursors;
    }

    @GetMapping
    @Operation(operationId = "listBlocks", summary = "Whom one has blocked, latest first")
    Mono<Page<BlockView>> list(
            CurrentUser user,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        int size = Limits.clamp(limit, Limits.DEFAULT, MAX);
        String scope = "blocks:" + user.id();
        UUID before = cursor == null ? null : UUID.fromString(cursors.decode(scope, cursor));
        return table.page(user.id(), before, size + 1).collectList().map(rows -> {
            String next = rows.size() > size
                    ? cursors.encode(scope, rows.get(size - 1).id().toString())
                    : null;
            List<BlockView> items =
                    rows.stream().limit(size).map(BlockTable.Row::view).toList();
            return new Page<>(items, next);
        });
    }

    @PutMapping("/{userId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(operationId = "blockUser", summary = "Blocks a user; an open conversation with them ends")
    Mono<Void> block(CurrentUser user, @PathVariable UUID userId) {
        return blocks.block(user.id(), userId);
    }

    @DeleteMapping("/{userId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(operationId = "unblockUser", summary = "Lets go of a block")
    Mono<Void> unblock(CurrentUser user, @PathVariable UUID userId) {
        return blocks.unblock(user.id(), userId);
    }
}
