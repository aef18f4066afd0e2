package io.realtimeconnect.perf.performance;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One instance, or one part of it: what was not asked for, or is not there, is left out. */
@JsonInclude(Include.NON_NULL)
public record PerformanceReport(
        @Nullable QueryReport queries,
        @Nullable CacheReport cache,
        @Nullable DatabaseReport database,
        @Nullable SessionReport sessions,
        @Nullable RequestReport requests,
        @Nullable List<Recommendation> recommendations,
        @Nullable SystemReport system) {}
