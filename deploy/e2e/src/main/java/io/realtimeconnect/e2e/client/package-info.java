/** A client of the public contract, written from the contract alone. */
@NullMarked
package io.realtimeconnect.e2e.client;

import org.jspecify.annotations.NullMarked;
