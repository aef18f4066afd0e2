package io.realtimeconnect.perf.cache.behind;

/**
 * What a shard said when it was asked for its lease.
 *
 * @param entries in it, parked ones among them
 * @param oldestMs how long ago the oldest change was accepted, 0 if there is none
 */
record ShardState(boolean held, long entries, long parked, long oldestMs) {

    static final ShardState NONE = new ShardState(false, 0, 0, 0);
}
