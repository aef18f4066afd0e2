package io.realtimeconnect.gateway.page;

import io.realtimeconnect.perf.access.Access;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Serves the performance console; its scripts lie with the page's and hold nothing that is secret. */
@RestController
@Access(Access.Level.ADMIN)
class ConsoleController {

    private final PageFile console = PageFile.read("console.html");

    @GetMapping("/console")
    ResponseEntity<byte[]> console() {
        return console.answer();
    }
}
