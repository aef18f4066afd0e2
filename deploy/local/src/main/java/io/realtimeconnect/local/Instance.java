package io.realtimeconnect.local;

/**
 * One replica of a service.
 *
 * @param number 1, 2, …
 * @param port the service's + 100 (number − 1) + offset; its management port is 1,000 above
 */
record Instance(Service service, int number, int port) {
    static Instance of(Service service, int number, int offset) {
        return new Instance(service, number, service.port() + 100 * (number - 1) + offset);
    }

    String name() {
        return service.name() + "#" + number;
    }

    int managementPort() {
        return port + 1_000;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }
}
