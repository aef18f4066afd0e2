package io.realtimeconnect.perf.cache;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which setting asks for what is not there, without a trace. */
final class MissingCacheSourceAnalyzer extends AbstractFailureAnalyzer<MissingCacheSource> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable root, MissingCacheSource cause) {
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()), "Make a bean of it, or set the strategy to cache-aside.", cause);
    }
}
