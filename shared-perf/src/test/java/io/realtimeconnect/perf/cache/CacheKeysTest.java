package io.realtimeconnect.perf.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.cluster.SlotHash;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CacheKeysTest {

    private final CacheKeys keys = new CacheKeys("user-service.profiles");

    @Property
    void whatAScriptTouchesIsInOneSlot(@ForAll String key) {
        assertThat(Arrays.stream(keys.valueTokenStamp(key))
                        .map(SlotHash::getSlot)
                        .distinct())
                .hasSize(1);
        assertThat(keys.value(key)).isEqualTo(keys.valueTokenStamp(key)[0]);
        assertThat(keys.stamp(CacheKeys.bucket(key))).isEqualTo(keys.valueTokenStamp(key)[2]);
        assertThat(keys.keyOf(keys.value(key))).isEqualTo(key);
    }

    @Test
    void aNamespaceWithBracesIsRefused() {
        assertThatThrownBy(() -> new CacheKeys("a{b}")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CacheKeys(" ")).isInstanceOf(IllegalArgumentException.class);
    }
}
