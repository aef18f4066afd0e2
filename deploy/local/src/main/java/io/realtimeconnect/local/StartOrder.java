package io.realtimeconnect.local;

import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Starts processes in order, a few at a time, until all are ready or one is not going to be. */
final class StartOrder {
    /** More JVMs than this on a small machine only get in each other's way. */
    static final int WIDTH = Math.max(2, Runtime.getRuntime().availableProcessors());

    private final List<Supervised> processes;
    private final Semaphore turns = new Semaphore(WIDTH);
    private volatile @Nullable Supervised failed;

    StartOrder(List<Supervised> processes) {
        this.processes = processes;
    }

    /**
     * @param ready told of each process that came up, and after how many seconds
     * @param patience how often a process may die before it is given up
     */
    void run(BiConsumer<Supervised, Double> ready, int patience) throws InterruptedException {
        for (var process : processes) {
            turns.acquire();
            if (failed != null) {
                break;
            }
            var startedAt = System.nanoTime();
            process.start();
            var waiting = new Thread(
                    () -> {
                        if (await(process, patience)) {
                            ready.accept(process, (System.nanoTime() - startedAt) / 1e9);
                        } else {
                            failed = process;
                            turns.release(processes.size());
                        }
                        turns.release();
                    },
                    "await-" + process.name());
            waiting.setDaemon(true);
            waiting.start();
        }
        turns.acquire(WIDTH);
    }

    /** The process that did not come up, if one did not. */
    @Nullable
    Supervised failed() {
        return failed;
    }

    private static boolean await(Supervised process, int patience) {
        try {
            return process.awaitRunning(patience);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
