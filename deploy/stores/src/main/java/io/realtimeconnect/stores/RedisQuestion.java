package io.realtimeconnect.stores;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * One command to a Redis on 127.0.0.1, as a line.
 *
 * @param password empty where none is asked for
 */
record RedisQuestion(int port, String password) {
    /** A status, a number or a text; an error is an exception. */
    String ask(String... command) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
            socket.setSoTimeout(2_000);
            var login = password.isEmpty() ? "" : "AUTH " + password + "\r\n";
            var request = login + String.join(" ", command) + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var in = new DataInputStream(socket.getInputStream());
            if (!password.isEmpty()) {
                line(in);
            }
            var answer = line(in);
            return answer.startsWith("$")
                    ? new String(in.readNBytes(Integer.parseInt(answer.substring(1))), StandardCharsets.UTF_8)
                    : answer.substring(1);
        }
    }

    private String line(DataInputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\r'; c = in.read()) {
            if (c < 0) {
                throw new IOException("Redis on port " + port + " hung up");
            }
            line.append((char) c);
        }
        in.read();
        if (line.charAt(0) == '-') {
            throw new IOException("Redis on port " + port + " says " + line);
        }
        return line.toString();
    }
}
