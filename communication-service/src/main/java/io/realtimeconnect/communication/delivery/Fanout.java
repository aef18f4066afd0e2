package io.realtimeconnect.communication.delivery;

import io.realtimeconnect.communication.log.Change;
import java.util.Collection;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Tells users' connections, those of this instance at once and those of others through Redis. Returns at once, never fails. */
@Component
public class Fanout {

    private final Lines lines;
    private final UserChannels channels;

    Fanout(Lines lines, UserChannels channels) {
        this.lines = lines;
        this.channels = channels;
    }

    /** A durable change, to all connections of all participants. */
    public void changed(UUID conversationId, Collection<UUID> participants, Change change) {
        Hint hint = Hint.change(conversationId, change);
        participants.forEach(user -> tell(user, hint));
    }

    public void tell(UUID userId, Hint hint) {
        lines.tell(userId, hint);
        channels.say(userId, hint).subscribe();
    }
}
