package io.realtimeconnect.gateway.page;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.web.Problem;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Serves the page: one document, and the files beside it that it names. */
@RestController
@Access(Access.Level.ANYONE)
class PageController {

    private final PageFile index = PageFile.read("index.html");
    private final Map<String, PageFile> files = PageFile.readAll("page/");

    @GetMapping("/")
    ResponseEntity<byte[]> index() {
        return index.answer();
    }

    @GetMapping("/page/{file}")
    ResponseEntity<byte[]> file(@PathVariable String file) {
        PageFile found = files.get(file);
        if (found == null) {
            throw new Problem(HttpStatus.NOT_FOUND, "NOT_FOUND", "There is no such file.");
        }
        return found.answer();
    }
}
