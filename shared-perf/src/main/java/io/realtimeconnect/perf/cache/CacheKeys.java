package io.realtimeconnect.perf.cache;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Names in Redis. A bucket's keys share a hash tag and so a slot: {@code {namespace:bucket}:key} the value, {@code …#t:key} the
 * token of whoever loads it, {@code …#s} the stamp, {@code …#g:tag} which keys carry a tag, {@code …#e} evictions known of. Invalidations of a cache go over one channel.
 */
final class CacheKeys {

    static final int BUCKETS = 64;

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final String namespace;
    private final String[] tags = new String[BUCKETS];

    CacheKeys(String namespace) {
        if (namespace.isBlank() || namespace.indexOf('{') >= 0 || namespace.indexOf('}') >= 0) {
            throw new IllegalArgumentException("A cache's namespace is not blank and has no braces: " + namespace);
        }
        this.namespace = namespace;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            tags[bucket] = "{" + namespace + ":" + bucket + "}";
        }
    }

    static int bucket(String key) {
        int hash = key.hashCode();
        return (hash ^ (hash >>> 16)) & (BUCKETS - 1);
    }

    String value(String key) {
        return tag(bucket(key)) + ":" + key;
    }

    String[] valueTokenStamp(String key) {
        String tag = tag(bucket(key));
        return new String[] {tag + ":" + key, tag + "#t:" + key, tag + "#s"};
    }

    /** The same, and the tags' indexes in that bucket. */
    String[] valueTokenStamp(String key, List<String> tags) {
        String[] plain = valueTokenStamp(key);
        if (tags.isEmpty()) {
            return plain;
        }
        String[] all = Arrays.copyOf(plain, plain.length + tags.size());
        for (int i = 0; i < tags.size(); i++) {
            all[plain.length + i] = index(bucket(key), tags.get(i));
        }
        return all;
    }

    /** Which keys of the bucket carry the tag. */
    String index(int bucket, String name) {
        return tag(bucket) + "#g:" + name;
    }

    /** Evictions of the server that the bucket's values do not go back to. */
    String evictions(int bucket) {
        return tag(bucket) + "#e";
    }

    String stamp(int bucket) {
        return tag(bucket) + "#s";
    }

    String channel() {
        return "cache:" + namespace;
    }

    /** Matches the values whose key matches the glob, in any bucket. */
    String glob(String pattern) {
        return "{" + escaped(namespace) + ":*}:" + pattern;
    }

    /** The key of a value's name in Redis. */
    String keyOf(String value) {
        return value.substring(value.indexOf("}:", namespace.length()) + 2);
    }

    static String escaped(String literal) {
        StringBuilder glob = new StringBuilder(literal.length() + 8);
        for (char c : literal.toCharArray()) {
            if ("*?[]^\\-".indexOf(c) >= 0) {
                glob.append('\\');
            }
            glob.append(c);
        }
        return glob.toString();
    }

    /** 16 hex digits, the first one of 8 to f: a token, or the epoch of a stamp that is lost. */
    static byte[] random() {
        byte[] digits = new byte[16];
        long left = ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE;
        for (int i = 0; i < digits.length; i++, left <<= 4) {
            digits[i] = HEX[(int) (left >>> 60)];
        }
        return digits;
    }

    String tag(int bucket) {
        return tags[bucket];
    }
}
