/** JSON as the suite speaks it: nothing is guessed, and no text gets in that a database cannot hold. */
@NullMarked
package io.realtimeconnect.perf.json;

import org.jspecify.annotations.NullMarked;
