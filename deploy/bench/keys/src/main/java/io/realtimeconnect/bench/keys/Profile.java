package io.realtimeconnect.bench.keys;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** A value as services cache it; about 180 bytes as JSON. Serializable for the peers that want it. */
public record Profile(String id, String name, String bio, int age, ArrayList<String> interests)
        implements Serializable {

    /** The profile of that number; each is an object of its own. */
    public static Profile of(int number) {
        return new Profile(
                "0198a1b2-c3d4-7e5f-8a9b-" + String.format("%012d", number),
                "User " + number,
                "Likes long walks and short benchmarks",
                20 + number % 50,
                new ArrayList<>(List.of("music", "running", "chess")));
    }
}
