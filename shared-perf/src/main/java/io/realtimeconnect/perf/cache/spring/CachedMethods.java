package io.realtimeconnect.perf.cache.spring;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.annotation.AnnotationCacheOperationSource;
import org.springframework.cache.interceptor.CacheOperation;
import org.springframework.cache.interceptor.CacheableOperation;
import org.springframework.util.StringUtils;

/**
 * What annotations say, with {@code sync} wherever Spring allows it: the cache then runs the method, once for all callers, and what a
 * change has overtaken is not kept. Without it Spring runs the method for each caller and puts whatever comes of it.
 */
final class CachedMethods extends AnnotationCacheOperationSource {

    private static final long serialVersionUID = 1;

    CachedMethods() {
        super(false);
    }

    /** Spring asks as it makes beans, so what is said wrongly ends the start. */
    @Override
    protected @Nullable Collection<CacheOperation> findCacheOperations(Method method) {
        Kept.ttl(method);
        return super.findCacheOperations(method);
    }

    @Override
    protected @Nullable Collection<CacheOperation> determineCacheOperations(CacheOperationProvider provider) {
        Collection<CacheOperation> said = super.determineCacheOperations(provider);
        return said != null
                        && said.size() == 1
                        && said.iterator().next() instanceof CacheableOperation read
                        && mayBeSynchronized(read)
                ? List.of(synchronizedAs(read))
                : said;
    }

    /** A manager or resolver of its own may give caches of others. */
    private static boolean mayBeSynchronized(CacheableOperation read) {
        return !read.isSync()
                && !StringUtils.hasText(read.getUnless())
                && !StringUtils.hasText(read.getCacheManager())
                && !StringUtils.hasText(read.getCacheResolver());
    }

    private static CacheOperation synchronizedAs(CacheableOperation read) {
        CacheableOperation.Builder same = new CacheableOperation.Builder();
        same.setName(read.getName());
        same.setCacheNames(read.getCacheNames().toArray(String[]::new));
        same.setKey(read.getKey());
        same.setKeyGenerator(read.getKeyGenerator());
        same.setCondition(read.getCondition());
        same.setSync(true);
        return same.build();
    }
}
