package io.realtimeconnect.local;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Stands in for a service: ready at once, or as its environment says. */
final class FakeService {
    private FakeService() {}

    public static void main(String[] arguments) throws IOException {
        var instance = System.getenv("RTC_INSTANCE");
        System.out.println(instance + " starts");
        if (System.getenv().getOrDefault("FAKE_BROKEN", "").equals(instance)) {
            System.out.println("the reason why " + instance + " is broken");
            System.exit(3);
        }
        var port = Integer.parseInt(System.getenv("SERVER_PORT"));
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        var never = System.getenv().getOrDefault("FAKE_NEVER_READY", "").equals(instance);
        server.createContext("/ready", exchange -> {
            exchange.sendResponseHeaders(never ? 503 : 200, -1);
            exchange.close();
        });
        server.createContext("/environment", exchange -> {
            var text = new StringBuilder();
            System.getenv()
                    .forEach((name, value) ->
                            text.append(name).append('=').append(value).append('\n'));
            var bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }
}
