package io.realtimeconnect.history.log;

import java.util.List;

/**
 * What changed in a conversation after a {@code rev}, in order of {@code rev}; what was superseded is left out.
 *
 * @param lastRev the conversation's last change; the list is whole when it ends with that
 */
record Changes(List<Change> items, long lastRev) {}
