/** Upstreams: which instance of a service gets a request, for how long, and what a client hears when none answers. */
@NullMarked
package io.realtimeconnect.gateway.upstream;

import org.jspecify.annotations.NullMarked;
