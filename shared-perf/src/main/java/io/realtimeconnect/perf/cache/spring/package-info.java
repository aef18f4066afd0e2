/** The caches under Spring's annotations: {@code @Cacheable}, {@code @CachePut}, {@code @CacheEvict} on Mono, Flux and plain methods. */
@NullMarked
package io.realtimeconnect.perf.cache.spring;

import org.jspecify.annotations.NullMarked;
