package io.realtimeconnect.stores;

/**
 * A Redis that answers.
 *
 * @param url {@code redis://}, {@code rediss://} or {@code redis-sentinel://}, with password and database
 */
public record RedisStore(String url) {
    @Override
    public String toString() {
        return "RedisStore[" + url.replaceAll("//[^@/]*@", "//***@") + "]";
    }
}
