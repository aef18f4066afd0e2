package io.realtimeconnect.perf.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisURI;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class CacheServersTest {

    @Test
    void aServerSentinelsAndAClusterAreTakenFromSpringsSettings() {
        CacheServers one = of("spring.data.redis.url=redis://:secret@h:7000/2");
        assertThat(one.cluster()).isFalse();
        assertThat(one.uris()).singleElement().satisfies(uri -> {
            assertThat(uri.getHost()).isEqualTo("h");
            assertThat(uri.getPort()).isEqualTo(7000);
            assertThat(uri.getDatabase()).isEqualTo(2);
            assertThat(uri.getCredentialsProvider().resolveCredentials().block().getPassword())
                    .isEqualTo("secret".toCharArray());
        });
        CacheServers master =
                of("spring.data.redis.sentinel.master=main", "spring.data.redis.sentinel.nodes=a:26379,b:26380");
        assertThat(master.cluster()).isFalse();
        assertThat(master.uris()).singleElement().satisfies(uri -> {
            assertThat(uri.getSentinelMasterId()).isEqualTo("main");
            assertThat(uri.getSentinels()).extracting(RedisURI::getPort).containsExactly(26379, 26380);
        });
        CacheServers cluster = of("spring.data.redis.cluster.nodes=a:1,b:2,c:3");
        assertThat(cluster.cluster()).isTrue();
        assertThat(cluster.uris()).extracting(RedisURI::getHost).containsExactly("a", "b", "c");
    }

    @Test
    void aRedisOfTheirOwnIsNamedByOneSetting() {
        assertThat(CacheServers.at("redis://a:1, redis://b:2").cluster()).isTrue();
        assertThat(CacheServers.at("a:1").uris()).extracting(RedisURI::getPort).containsExactly(1);
        assertThat(CacheServers.at("redis-sentinel://a:1,b:2/0#main")
                        .uris()
                        .get(0)
                        .getSentinelMasterId())
                .isEqualTo("main");
    }

    @Test
    void oneAddressIsAClusterWhereItIsSaidToBe() {
        assertThat(CacheServers.at("redis://a:1", true, null).cluster()).isTrue();
        assertThat(CacheServers.at("redis://a:1", false, null).cluster()).isFalse();
    }

    private static CacheServers of(String... properties) {
        CacheServers[] servers = new CacheServers[1];
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
                .withPropertyValues(properties)
                .run(context -> servers[0] = CacheServers.of(context.getBean(DataRedisConnectionDetails.class)));
        return servers[0];
    }
}
