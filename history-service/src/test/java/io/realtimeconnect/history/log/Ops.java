package io.realtimeconnect.history.log;

import io.realtimeconnect.history.log.Op.Kind;
import java.util.UUID;

/** Operations for tests. */
final class Ops {

    private Ops() {}

    static Op message(UUID conversationId, UUID actorId, String clientMessageId, String body) {
        return new Op(
                Kind.MESSAGE,
                UUID.randomUUID(),
                conversationId,
                actorId,
                clientMessageId,
                null,
                null,
                body,
                null,
                null,
                null,
                null);
    }

    static Op message(Head head, int who, String clientMessageId) {
        return message(
                head.conversationId(), head.participants().get(who), clientMessageId, "hello " + clientMessageId);
    }

    static Op edit(Head head, int who, UUID messageId, String body) {
        return new Op(
                Kind.EDIT,
                UUID.randomUUID(),
                head.conversationId(),
                head.participants().get(who),
                null,
                messageId,
                null,
                body,
                null,
                null,
                null,
                null);
    }

    static Op delete(Head head, int who, UUID messageId) {
        return new Op(
                Kind.DELETE,
                UUID.randomUUID(),
                head.conversationId(),
                head.participants().get(who),
                null,
                messageId,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    static Op end(Head head, int who) {
        return new Op(
                Kind.END,
                UUID.randomUUID(),
                head.conversationId(),
                head.participants().get(who),
                null,
                null,
                null,
                null,
                null,
                "left",
                null,
                null);
    }

    static Op withdraw(Head head, UUID messageId) {
        return system(Kind.WITHDRAW, head, messageId, null, null);
    }

    static Op screened(Head head, UUID messageId, Long rev) {
        return system(Kind.SCREENED, head, messageId, null, rev);
    }

    static Op unscreened(Head head, int who, String clientMessageId) {
        Op op = message(head, who, clientMessageId);
        return new Op(
                op.op(),
                op.opId(),
                op.conversationId(),
                op.actorId(),
                clientMessageId,
                null,
                null,
                op.body(),
                null,
                null,
                true,
                null);
    }

    private static Op system(Kind kind, Head head, UUID messageId, String reason, Long rev) {
        return new Op(
                kind,
                UUID.randomUUID(),
                head.conversationId(),
                null,
                null,
                messageId,
                null,
                null,
                null,
                reason,
                null,
                rev);
    }
}
