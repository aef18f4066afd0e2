package io.realtimeconnect.perf.session;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.realtimeconnect.perf.redis.RedisLink;
import io.realtimeconnect.perf.redis.RedisLinkAutoConfiguration;
import io.realtimeconnect.perf.redis.RedisLinks;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.session.web.server.session.SpringSessionWebSessionStore;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import org.springframework.web.server.session.DefaultWebSessionManager;
import org.springframework.web.server.session.WebSessionManager;

/** Shared sessions wherever there is a Redis. */
@AutoConfiguration(after = RedisLinkAutoConfiguration.class, before = WebFluxAutoConfiguration.class)
@ConditionalOnBean(RedisLinks.class)
@ConditionalOnMissingBean(Sessions.class)
@EnableConfigurationProperties(SessionProperties.class)
public final class SessionAutoConfiguration {

    private final RedisLink redis;
    private final NearSessions near;
    private final Clock clock;

    SessionAutoConfiguration(RedisLinks links, SessionProperties properties, ObjectProvider<Clock> clock) {
        this.redis = links.link("session");
        this.near = new NearSessions(properties, Ticker.systemTicker());
        this.clock = clock.getIfAvailable(Clock::systemUTC);
    }

    @Bean
    SessionNews sessionNews(RedisLinks links) {
        return new SessionNews(links, redis, near, clock);
    }

    @Bean
    RedisSessions sessions(SessionProperties properties, SessionNews news, ObjectProvider<MeterRegistry> meters) {
        SessionMetrics metrics = new SessionMetrics(meters.getIfAvailable(CompositeMeterRegistry::new));
        return new RedisSessions(redis, properties, near, news, metrics, clock);
    }

    @Bean
    SessionHealth sessionHealth() {
        return new SessionHealth(redis);
    }

    /** {@code WebSession} of Spring Session, over the same sessions. */
    @Bean(WebHttpHandlerBuilder.WEB_SESSION_MANAGER_BEAN_NAME)
    @ConditionalOnMissingBean(name = WebHttpHandlerBuilder.WEB_SESSION_MANAGER_BEAN_NAME)
    WebSessionManager webSessionManager(RedisSessions sessions, SessionProperties properties) {
        DefaultWebSessionManager manager = new DefaultWebSessionManager();
        manager.setSessionIdResolver(new TokenResolver());
        manager.setSessionStore(
                new SpringSessionWebSessionStore<>(new LoginSessionRepository(sessions, properties, clock)));
        return manager;
    }
}
