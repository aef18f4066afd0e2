package io.realtimeconnect.perf.events;

import java.util.List;
import org.springframework.context.SmartLifecycle;

/** All followers of a service, started and stopped together. */
final class Followers implements SmartLifecycle {

    private final List<Follower> followers;

    Followers(List<Follower> followers) {
        this.followers = followers;
    }

    @Override
    public void start() {
        followers.forEach(Follower::start);
    }

    @Override
    public void stop() {
        followers.forEach(Follower::stop);
    }

    @Override
    public boolean isRunning() {
        return followers.stream().anyMatch(Follower::isRunning);
    }
}
