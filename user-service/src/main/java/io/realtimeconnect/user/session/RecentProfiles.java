package io.realtimeconnect.user.session;

import io.realtimeconnect.perf.cache.warm.WarmUp;
import io.realtimeconnect.user.profile.Profile;
import io.realtimeconnect.user.profile.Profiles;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/** Profiles of those who were here last: they or their partners will ask for them. */
@Component
class RecentProfiles implements WarmUp {

    private static final int MOST = 500;
    private static final int PAGE = 100;

    private final DatabaseClient database;
    private final Profiles profiles;

    RecentProfiles(DatabaseClient database, Profiles profiles) {
        this.database = database;
        this.profiles = profiles;
    }

    @Override
    public String name() {
        return "recent-profiles";
    }

    @Override
    public Flux<Profile> load() {
        return database.sql("""
                        SELECT user_id FROM session_history WHERE ended_at IS NULL
                        GROUP BY user_id ORDER BY max(active_at) DESC LIMIT :most""")
                .bind("most", MOST)
                .mapValue(UUID.class)
                .all()
                .buffer(PAGE)
                .concatMap(profiles::findAll);
    }
}
