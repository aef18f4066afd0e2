/** WebSocket upgrades that lose no frame: the handshake stays on its channel's event loop. */
@NullMarked
package io.realtimeconnect.perf.socket;

import org.jspecify.annotations.NullMarked;
