package io.realtimeconnect.moderation.report;

import java.util.List;
import java.util.UUID;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.service.annotation.GetExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** What of history-service's internal API a moderator needs. */
interface HistoryLog {

    record Window(List<JsonNode> items) {}

    /** Up to {@code limit} messages around one, ascending; 404 when there is no such message. */
    @GetExchange("/internal/logs/{conversationId}/messages/{messageId}/around")
    Mono<Window> around(
            @PathVariable("conversationId") UUID conversationId,
            @PathVariable("messageId") UUID messageId,
            @RequestParam("limit") int limit);
}
