package io.realtimeconnect.moderation.report;

import io.realtimeconnect.perf.access.CurrentUser;
import io.realtimeconnect.perf.web.Cursors;
import io.realtimeconnect.perf.web.Limits;
import io.realtimeconnect.perf.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Reports for those who file them. */
@RestController
@RequestMapping("/api/v1/reports")
class ReportController {

    private static final UUID LATEST = new UUID(-1, -1);

    private final Reports reports;
    private final Cursors cursors;

    ReportController(Reports reports, Cursors cursors) {
        this.reports = reports;
        this.cursors = cursors;
    }

    record ReportRequest(
            @NotNull UUID targetUserId,
            @Nullable UUID conversationId,
            @Nullable UUID messageId,
            @NotBlank @Size(max = 64) String reason,
            @Nullable @Size(max = 2_000) String details) {}

    @PostMapping
    @Operation(operationId = "fileReport", summary = "Reports a user; the same report twice is one")
    @ApiResponse(responseCode = "201", description = "The report")
    @ApiResponse(responseCode = "200", description = "The report, filed before")
    Mono<ResponseEntity<Report>> file(CurrentUser user, @Valid @RequestBody ReportRequest request) {
        return reports.file(
                        user.id(),
                        request.targetUserId(),
                        request.conversationId(),
                        request.messageId(),
                        request.reason(),
                        request.details())
                .map(filed -> ResponseEntity.status(filed.isNew() ? HttpStatus.CREATED : HttpStatus.OK)
                        .body(filed.report().forReporter()));
    }

    @GetMapping
    @Operation(operationId = "listOwnReports", summary = "Own reports, latest first")
    Mono<Page<Report>> own(
            CurrentUser user,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        int size = Limits.clamp(limit, 20, 100);
        String scope = "reports:" + user.id();
        UUID before = cursor == null ? LATEST : UUID.fromString(cursors.decode(scope, cursor));
        return reports.of(user.id(), before, size + 1)
                .map(Report::forReporter)
                .collectList()
                .map(found -> {
                    List<Report> items = found.stream().limit(size).toList();
                    boolean more = found.size() > size;
                    return new Page<>(
                            items,
                            more
                                    ? cursors.encode(
                                            scope, items.get(size - 1).id().toString())
                                    : null);
                });
    }
}
