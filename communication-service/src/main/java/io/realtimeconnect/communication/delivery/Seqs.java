package io.realtimeconnect.communication.delivery;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** A set of numbers, a bit each where they lie close together. */
final class Seqs {

    private static final int BITS = 10;
    private final Map<Long, BitSet> blocks = new HashMap<>();

    void add(long seq) {
        blocks.computeIfAbsent(seq >>> BITS, block -> new BitSet()).set(place(seq));
    }

    boolean contains(long seq) {
        BitSet block = blocks.get(seq >>> BITS);
        return block != null && block.get(place(seq));
    }

    private static int place(long seq) {
        return (int) (seq & ((1 << BITS) - 1));
    }
}
