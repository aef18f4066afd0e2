/** What all sides of a benchmark share: keys, values and the order of access. */
@NullMarked
package io.realtimeconnect.bench.keys;

import org.jspecify.annotations.NullMarked;
