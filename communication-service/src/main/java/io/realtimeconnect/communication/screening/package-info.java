/** Screening: what the rules say of a text before it is stored, and afterwards where they could not be asked in time. */
@NullMarked
package io.realtimeconnect.communication.screening;

import org.jspecify.annotations.NullMarked;
