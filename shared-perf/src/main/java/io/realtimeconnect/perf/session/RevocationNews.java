package io.realtimeconnect.perf.session;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * A message on the channel {@value #CHANNEL}, written by the scripts in one step with the end it tells of.
 *
 * @param hashes of the secrets of the sessions that ended
 */
record RevocationNews(
        UUID userId, @Nullable String handle, @Nullable String except, List<String> hashes) {

    static final String CHANNEL = "s:revoked";

    private static final ObjectReader READER = JsonMapper.builder().build().readerFor(RevocationNews.class);

    static @Nullable RevocationNews read(String message) {
        try {
            RevocationNews news = READER.readValue(message);
            return news.userId == null || news.hashes == null ? null : news;
        } catch (JacksonException e) {
            return null;
        }
    }

    Revocation revocation() {
        return new Revocation(userId, handle, except);
    }
}
