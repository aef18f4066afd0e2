/**
 * The caches under Spring's annotations: {@code @Cacheable}, {@code @CachePut}, {@code @CacheEvict} on Mono, Flux, futures and plain methods,
 * and tags beside them.
 */
@NullMarked
package io.realtimeconnect.perf.cache.spring;

import org.jspecify.annotations.NullMarked;
