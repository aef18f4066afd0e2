/** The history checker: who sent, was told and saw what, while processes are killed. */
@NullMarked
package io.realtimeconnect.e2e.chaos;

import org.jspecify.annotations.NullMarked;
