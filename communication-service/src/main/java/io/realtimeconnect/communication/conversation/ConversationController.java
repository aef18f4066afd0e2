package io.realtimeconnect.communication.conversation;

import io.realtimeconnect.communication.log.Message;
import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.access.CurrentUser;
import io.realtimeconnect.perf.ratelimit.RateLimitHeaders;
import io.realtimeconnect.perf.web.Limits;
import io.realtimeconnect.perf.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Conversations and what is said in them, over HTTP. */
@Tag(name = "Conversations")
@RestController
@RequestMapping("/api/v1/conversations")
@Access(Access.Level.SESSION)
class ConversationController {

    private static final int MOST = 50;

    private final ConversationList list;
    private final Messages messages;
    private final ReadPositions positions;
    private final Endings endings;

    ConversationController(ConversationList list, Messages messages, ReadPositions positions, Endings endings) {
        this.list = list;
        this.messages = messages;
        this.positions = positions;
        this.endings = endings;
    }

    record NewMessage(
            @NotNull String clientMessageId, @NotNull String body) {}

    record NewBody(@NotNull String body) {}

    record ReadUpTo(@NotNull Long seq) {}

    @GetMapping
    @Operation(operationId = "listConversations", summary = "Own conversations, newest activity first")
    Mono<Page<Conversation>> conversations(
            CurrentUser user,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        if (state != null && !state.equals("open") && !state.equals("ended")) {
            return Mono.error(MessageText.invalid("state", "is open or ended"));
        }
        return list.page(user.id(), state, Limits.clamp(limit, Limits.DEFAULT, MOST), cursor);
    }

    @GetMapping("/{id}")
    @Operation(operationId = "getConversation", summary = "One of one's own conversations")
    @ApiResponse(responseCode = "200", description = "The conversation")
    @ApiResponse(responseCode = "404", description = "CONVERSATION_NOT_FOUND, also for outsiders")
    Mono<Conversation> conversation(CurrentUser user, @PathVariable UUID id) {
        return list.one(user.id(), id);
    }

    @PostMapping("/{id}/messages")
    @Operation(
            operationId = "sendMessage",
            summary = "Sends a message",
            description =
                    "The same clientMessageId again gives the message that it named first. A text may be stored masked.")
    @ApiResponse(responseCode = "201", description = "The message, durable")
    @ApiResponse(responseCode = "200", description = "The message, sent before")
    @ApiResponse(responseCode = "403", description = "MUTED with actionId, reason and expiresAt; ACCOUNT_SUSPENDED")
    @ApiResponse(responseCode = "409", description = "CONVERSATION_ENDED")
    @ApiResponse(responseCode = "422", description = "MESSAGE_TOO_LONG, MESSAGE_BLOCKED")
    @ApiResponse(responseCode = "503", description = "SCREENING_UNAVAILABLE, where nothing may go unscreened")
    Mono<ResponseEntity<Message>> send(
            CurrentUser user,
            ServerHttpResponse response,
            @PathVariable UUID id,
            @Valid @RequestBody NewMessage message) {
        return messages.admit(user.id())
                .doOnNext(decision -> RateLimitHeaders.write(response.getHeaders(), decision))
                .then(Mono.defer(() -> messages.send(user.id(), id, message.clientMessageId(), message.body())))
                .map(sent -> ResponseEntity.status(sent.isNew() ? HttpStatus.CREATED : HttpStatus.OK)
                        .body(sent.message()));
    }

    @PatchMapping("/{id}/messages/{messageId}")
    @Operation(operationId = "editMessage", summary = "Changes one's own message; it is screened as a new one is")
    @ApiResponse(responseCode = "200", description = "The message as it is now")
    @ApiResponse(responseCode = "403", description = "MUTED, ACCOUNT_SUSPENDED")
    @ApiResponse(responseCode = "404", description = "MESSAGE_NOT_FOUND")
    @ApiResponse(responseCode = "422", description = "MESSAGE_TOO_LONG, MESSAGE_BLOCKED")
    Mono<Message> edit(
            CurrentUser user,
            @PathVariable UUID id,
            @PathVariable UUID messageId,
            @Valid @RequestBody NewBody message) {
        return messages.admit(user.id())
                .then(Mono.defer(() -> messages.edit(user.id(), id, messageId, message.body())));
    }

    @DeleteMapping("/{id}/messages/{messageId}")
    @Operation(operationId = "deleteMessage", summary = "Takes one's own message back; an empty shell keeps its place")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> delete(CurrentUser user, @PathVariable UUID id, @PathVariable UUID messageId) {
        return messages.delete(user.id(), id, messageId);
    }

    @PostMapping("/{id}/read")
    @Operation(operationId = "markRead", summary = "Says how far one has read")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> read(CurrentUser user, @PathVariable UUID id, @Valid @RequestBody ReadUpTo position) {
        return positions.read(user.id(), id, position.seq());
    }

    @PostMapping("/{id}/end")
    @Operation(operationId = "endConversation", summary = "Ends a conversation for both")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> end(CurrentUser user, @PathVariable UUID id) {
        return endings.end(id, user.id(), "left");
    }
}
