package io.realtimeconnect.perf.query;

import java.util.List;

/** What this instance knows of its statements since it started, or was last reset. */
public interface QueryStatistics {

    QueryFigures overall();

    /** Statements by total time, the dearest first. */
    List<QueryFigures> dearest(int limit);

    /** Statements by mean time, the slowest first. */
    List<QueryFigures> slowest(int limit);

    List<QueryFigures> byTable();

    List<QueryFigures> byType();

    List<QueryFigures> byRoute();

    /** Slow statements, the latest first. */
    List<SlowQuery> recentSlow(int limit);

    List<RepeatedQuery> repeated();

    void reset();
}
