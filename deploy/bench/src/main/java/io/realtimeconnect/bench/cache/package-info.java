/** The cache beside what it is made of and its peers: benchmarks, and what runs them in turn and makes the table. */
@NullMarked
package io.realtimeconnect.bench.cache;

import org.jspecify.annotations.NullMarked;
