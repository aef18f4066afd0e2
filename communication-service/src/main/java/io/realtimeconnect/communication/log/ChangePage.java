package io.realtimeconnect.communication.log;

import java.util.List;

/**
 * What changed after a {@code rev}, in order of {@code rev}; what was superseded is left out.
 *
 * @param lastRev the conversation's last change at that moment; the page is the last one when it ends with that
 */
public record ChangePage(List<Change> items, long lastRev) {

    public boolean isLast() {
        return items.isEmpty() || items.get(items.size() - 1).rev() >= lastRev;
    }
}
