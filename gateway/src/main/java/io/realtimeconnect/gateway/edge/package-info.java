/** The edge: who is calling, what may be believed of a request, what it may cost, and what every answer says. */
@NullMarked
package io.realtimeconnect.gateway.edge;

import org.jspecify.annotations.NullMarked;
