package io.realtimeconnect.perf.cache.spring;

/** A cache of which is evicted by tag: keys are tags. */
final class TaggedCache extends SpringCache {

    TaggedCache(Together caches, KeyText keys) {
        super(caches, keys);
    }

    @Override
    public void evict(Object tag) {
        deferred("evict-tag", getNativeCache().invalidateTag(tag.toString()));
    }

    @Override
    public boolean evictIfPresent(Object tag) {
        PlainCalls.await(getNativeCache().invalidateTag(tag.toString()));
        return false;
    }
}
