package io.realtimeconnect.perf.events;

import java.util.List;

/**
 * What {@code GET /internal/events} answers.
 *
 * @param last where to go on; past events of other topics, and never past one that is not yet visible
 * @param dropped the highest position that retention has removed
 */
record EventPage(List<Event> items, long last, long dropped) {}
