package io.realtimeconnect.gateway.page;

import io.realtimeconnect.perf.access.Access;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Serves the page. */
@RestController
@Access(Access.Level.ANYONE)
class PageController {

    private final PageFile index = PageFile.read("index.html", "text/html;charset=UTF-8");
    private final PageFile app = PageFile.read("app.js", "text/javascript;charset=UTF-8");
    private final PageFile chat = PageFile.read("chat.js", "text/javascript;charset=UTF-8");
    private final PageFile style = PageFile.read("style.css", "text/css;charset=UTF-8");
    private final PageFile icon = PageFile.read("favicon.svg", "image/svg+xml");

    @GetMapping("/")
    ResponseEntity<byte[]> index() {
        return index.answer();
    }

    @GetMapping("/app.js")
    ResponseEntity<byte[]> app() {
        return app.answer();
    }

    @GetMapping("/chat.js")
    ResponseEntity<byte[]> chat() {
        return chat.answer();
    }

    @GetMapping("/style.css")
    ResponseEntity<byte[]> style() {
        return style.answer();
    }

    @GetMapping("/favicon.svg")
    ResponseEntity<byte[]> icon() {
        return icon.answer();
    }
}
