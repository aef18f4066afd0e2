package io.realtimeconnect.perf.response;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.perf.cache.CacheAutoConfiguration;
import io.realtimeconnect.perf.environment.InvalidSetting;
import io.realtimeconnect.perf.web.Problems;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.Mockito;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** What is declared wrongly ends the start instead of a request. */
class DeclarationsTest {

    private final ReactiveWebApplicationContextRunner runner = new ReactiveWebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    WebFluxAutoConfiguration.class, CacheAutoConfiguration.class, ResponseAutoConfiguration.class))
            .withBean(Problems.class, () -> Mockito.mock(Problems.class))
            .withPropertyValues("perf.cache.redis-url=redis://127.0.0.1:1");

    @RestController
    static class Courses {

        @GetMapping("/courses/{id}")
        String course() {
            return "course";
        }

        @PostMapping("/enrolments")
        String enrol() {
            return "enrolment";
        }
    }

    @RestController
    static class Mistyped {

        @GetMapping("/mistyped")
        @CachedResponse(ttl = "30 sceonds")
        String mistyped() {
            return "";
        }
    }

    @RestController
    static class Negative {

        @GetMapping("/negative")
        @CachedResponse(notFound = "-1s")
        String negative() {
            return "";
        }
    }

    @Test
    void aRouteOfAHandlerIsTaken() {
        runner.withBean(Courses.class)
                .withPropertyValues(
                        "perf.cache.responses.routes[0].path=/courses/{id}",
                        "perf.cache.responses.routes[0].tags=course:{id}",
                        "perf.cache.responses.routes[0].not-found=0s")
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(ResponseCache.class));
    }

    @Test
    void answersAreNotKeptWhereCachesAreOff() {
        runner.withBean(Courses.class)
                .withPropertyValues("perf.cache.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(ResponseCache.class));
    }

    @ParameterizedTest
    @CsvSource({
        "routes[0].path, /cuorses/{id}",
        "routes[0].path, /enrolments",
        "routes[0].paht, /courses/{id}",
        "tll, 5m",
    })
    void aRouteThatNoHandlerOfGetHasEndsTheStart(String setting, String value) {
        runner.withBean(Courses.class)
                .withPropertyValues("perf.cache.responses." + setting + "=" + value)
                .run(context ->
                        assertThat(context).getFailure().hasStackTraceContaining("perf.cache.responses." + setting));
    }

    @Test
    void aRouteIsSaidOnce() {
        runner.withBean(Courses.class)
                .withPropertyValues(
                        "perf.cache.responses.routes[0].path=/courses/{id}",
                        "perf.cache.responses.routes[1].path=/courses/{id}")
                .run(context ->
                        assertThat(context).getFailure().hasMessageContaining("perf.cache.responses.routes[1].path"));
    }

    @Test
    void anAnnotationsTimeThatIsNoneEndsTheStart() {
        runner.withBean(Mistyped.class)
                .run(context -> assertThat(context)
                        .getFailure()
                        .isInstanceOf(InvalidSetting.class)
                        .hasMessageContaining("@CachedResponse(ttl)")
                        .hasMessageContaining("Mistyped#mistyped"));
        runner.withBean(Negative.class)
                .run(context -> assertThat(context).getFailure().hasMessageContaining("@CachedResponse(notFound)"));
    }

    @ParameterizedTest
    @CsvSource({
        "ttl, -1s",
        "max-body, 0B",
        "max-body, 3GB",
        "pass-for, -1s",
        "hard-timeout, 0s",
        "routes[0].ttl, -1s",
        "routes[0].not-found, -1s"
    })
    void timesAndSizesAreBounded(String setting, String value) {
        runner.withPropertyValues("perf.cache.responses." + setting + "=" + value)
                .run(context -> assertThat(context).hasFailed());
    }
}
