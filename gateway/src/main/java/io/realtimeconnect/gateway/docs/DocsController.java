package io.realtimeconnect.gateway.docs;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.web.Problem;
import java.time.Duration;
import java.util.Map;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.DigestUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Serves the page; its scripts, which are large, are in memory for as long as somebody reads. */
@RestController
@Access(Access.Level.ANYONE)
class DocsController {

    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final MediaType SCRIPT = MediaType.parseMediaType("text/javascript;charset=UTF-8");
    private static final MediaType STYLE = MediaType.parseMediaType("text/css;charset=UTF-8");
    private static final String LIBRARY = "META-INF/resources/webjars/swagger-ui/" + SwaggerUi.version() + "/";

    private final Mono<ResponseEntity<byte[]>> page =
            file("docs/docs.html", MediaType.parseMediaType("text/html;charset=UTF-8"));
    private final Map<String, Mono<ResponseEntity<byte[]>>> files = Map.of(
            "docs.js", file("docs/docs.js", SCRIPT),
            "docs.css", file("docs/docs.css", STYLE),
            "swagger-ui-bundle.js", file(LIBRARY + "swagger-ui-bundle.js", SCRIPT),
            "swagger-ui.css", file(LIBRARY + "swagger-ui.css", STYLE));

    @GetMapping("/docs")
    Mono<ResponseEntity<byte[]>> page() {
        return page;
    }

    @GetMapping("/docs/{file}")
    Mono<ResponseEntity<byte[]>> file(@PathVariable String file) {
        Mono<ResponseEntity<byte[]>> found = files.get(file);
        return found != null
                ? found
                : Mono.error(new Problem(HttpStatus.NOT_FOUND, "NOT_FOUND", "There is no such file."));
    }

    private static Mono<ResponseEntity<byte[]>> file(String path, MediaType type) {
        return Mono.fromCallable(() -> new ClassPathResource(path).getContentAsByteArray())
                .subscribeOn(Schedulers.boundedElastic())
                .map(bytes -> ResponseEntity.ok()
                        .contentType(type)
                        .eTag("\"" + DigestUtils.md5DigestAsHex(bytes) + "\"")
                        .cacheControl(CacheControl.noCache())
                        .body(bytes))
                .cache(KEPT);
    }
}
