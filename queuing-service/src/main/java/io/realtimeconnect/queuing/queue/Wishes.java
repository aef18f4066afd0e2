package io.realtimeconnect.queuing.queue;

import io.realtimeconnect.queuing.queue.Users.User;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What counts for matching, in one spelling: interests in lower case, languages by their primary subtag. */
record Wishes(Set<String> interests, Set<String> languages) {

    static Wishes of(JoinRequest request, User user) {
        return new Wishes(
                spelled(request.interests() != null ? request.interests() : user.interests(), Wishes::interest),
                spelled(request.languages() != null ? request.languages() : user.languages(), Wishes::language));
    }

    private static Set<String> spelled(@Nullable Collection<String> words, UnaryOperator<String> spelling) {
        return words == null
                ? Set.of()
                : words.stream()
                        .map(spelling)
                        .filter(word -> !word.isEmpty())
                        .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String interest(String word) {
        return word.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    }

    private static String language(String tag) {
        return tag.strip().split("[-_]", 2)[0].toLowerCase(Locale.ROOT);
    }
}
