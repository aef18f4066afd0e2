/** What other services must learn: a transactional outbox, numbered by a relay, pulled by consumers. */
@NullMarked
package io.realtimeconnect.perf.events;

import org.jspecify.annotations.NullMarked;
