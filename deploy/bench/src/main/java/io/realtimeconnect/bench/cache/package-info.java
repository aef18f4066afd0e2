/** The cache beside what it is made of and its peers. */
@NullMarked
package io.realtimeconnect.bench.cache;

import org.jspecify.annotations.NullMarked;
