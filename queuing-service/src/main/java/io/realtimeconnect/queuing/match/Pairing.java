package io.realtimeconnect.queuing.match;

import io.realtimeconnect.queuing.ticket.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Finds pairs among those who wait for the same thing. The longest waiting chooses first and takes the best score it can get, among
 * equals the one that has waited longest. A pair must reach a bar that falls with the wait of the one that chooses: from two common
 * interests at the start over one to none when its patience has run out, but never asks for more than the two could have in common.
 * Reads n²/2 pairs at worst, where nobody fits anybody.
 */
final class Pairing {

    static final int NOTHING_IN_COMMON = 40;
    private static final int PER_INTEREST = 15;
    private static final int INTERESTS_COUNTED = 4;
    private static final int INTERESTS_WANTED = 2;

    private final Duration patience;

    Pairing(Duration patience) {
        this.patience = patience;
    }

    /**
     * @param waiting longest first
     * @param gone users whose clients are not there
     */
    List<Pair> pairs(List<Ticket> waiting, Unmeetable unmeetable, Set<UUID> gone, Instant now) {
        List<Ticket> open = new ArrayList<>(waiting.size());
        for (Ticket ticket : waiting) {
            if (!gone.contains(ticket.userId())) {
                open.add(ticket);
            }
        }
        boolean[] taken = new boolean[open.size()];
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < open.size(); i++) {
            int best = taken[i] ? -1 : best(open, i, taken, unmeetable, now);
            if (best >= 0) {
                taken[best] = true;
                pairs.add(pair(open.get(i), open.get(best)));
            }
        }
        return pairs;
    }

    private int best(List<Ticket> open, int chooser, boolean[] taken, Unmeetable unmeetable, Instant now) {
        Ticket one = open.get(chooser);
        int wanted = wanted(one, now);
        int best = -1;
        int bestCommon = -1;
        for (int i = chooser + 1; i < open.size(); i++) {
            Ticket other = open.get(i);
            if (taken[i] || !speakAlike(one, other)) {
                continue;
            }
            int common = common(one.interests(), other.interests());
            int possible = Math.min(one.interests().size(), other.interests().size());
            if (common > bestCommon
                    && common >= Math.min(wanted, possible)
                    && !one.userId().equals(other.userId())
                    && !unmeetable.contains(one.userId(), other.userId())) {
                best = i;
                bestCommon = common;
            }
        }
        return best;
    }

    /** How many common interests a ticket holds out for. */
    private int wanted(Ticket ticket, Instant now) {
        long waited = Duration.between(ticket.joinedAt(), now).toMillis();
        long step = Math.max(1, patience.toMillis() / INTERESTS_WANTED);
        return (int) Math.max(0, INTERESTS_WANTED - Math.max(0, waited) / step);
    }

    private static Pair pair(Ticket one, Ticket other) {
        List<String> common = new ArrayList<>(new TreeSet<>(one.interests()));
        common.retainAll(other.interests());
        return new Pair(one, other, score(common.size()), List.copyOf(common));
    }

    static int score(int commonInterests) {
        return NOTHING_IN_COMMON + PER_INTEREST * Math.min(commonInterests, INTERESTS_COUNTED);
    }

    private static boolean speakAlike(Ticket one, Ticket other) {
        return one.languages().isEmpty()
                || other.languages().isEmpty()
                || common(one.languages(), other.languages()) > 0;
    }

    private static int common(Collection<String> some, Set<String> others) {
        if (others.isEmpty()) {
            return 0;
        }
        int common = 0;
        for (String each : some) {
            if (others.contains(each)) {
                common++;
            }
        }
        return common;
    }
}
