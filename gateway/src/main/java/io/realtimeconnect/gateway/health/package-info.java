/** Health of the suite as the gateway sees it: one part per service, over all its instances. */
@NullMarked
package io.realtimeconnect.gateway.health;

import org.jspecify.annotations.NullMarked;
