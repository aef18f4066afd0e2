/** Every call of the public contract, through the gateway: that it is there, whom it is for, and that it does what it says. */
@NullMarked
package io.realtimeconnect.e2e.contract;

import org.jspecify.annotations.NullMarked;
