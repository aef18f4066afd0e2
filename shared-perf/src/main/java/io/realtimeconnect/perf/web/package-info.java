/** Ids, problems, cursors, pages, deadlines, body limits and idempotency keys: how a service speaks HTTP. */
@NullMarked
package io.realtimeconnect.perf.web;

import org.jspecify.annotations.NullMarked;
