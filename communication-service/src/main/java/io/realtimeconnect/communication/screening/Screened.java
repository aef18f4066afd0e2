package io.realtimeconnect.communication.screening;

import java.util.List;

/**
 * A text that may be stored.
 *
 * @param body as it is to be stored
 * @param isUnscreened nobody could say anything of it in time; it is to be looked at later
 * @param isFlagged moderators are to see it
 */
public record Screened(String body, boolean isUnscreened, boolean isFlagged, double score, List<String> categories) {}
