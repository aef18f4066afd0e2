/** The packaged suite as its users meet it: started by the launcher, reached over HTTP and WebSocket only. */
@NullMarked
package io.realtimeconnect.e2e;

import org.jspecify.annotations.NullMarked;
