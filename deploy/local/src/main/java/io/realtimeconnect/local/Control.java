package io.realtimeconnect.local;

import io.realtimeconnect.stores.Secrets;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.List;

/**
 * How other commands reach a running suite: a port of 127.0.0.1 and a token, both in a file that only the owner may read.
 * A request is a line {@code <token> <command> [argument]}; the answer is text, then a line {@code exit <code>}.
 */
final class Control implements AutoCloseable {
    /** Carries out a command. */
    interface Commands {
        /** @return the exit code */
        int run(List<String> words, PrintStream out) throws InterruptedException;
    }

    private final ServerSocket socket;
    private final String token;
    private final Commands commands;

    private Control(ServerSocket socket, String token, Commands commands) {
        this.socket = socket;
        this.token = token;
        this.commands = commands;
    }

    static Control open(StateFolder state, Commands commands) throws IOException {
        var socket = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        var control = new Control(socket, Secrets.password(), commands);
        StateFolder.writePrivately(
                state.path("run").resolve("control"), socket.getLocalPort() + " " + control.token + "\n");
        var thread = new Thread(control::accept, "control");
        thread.setDaemon(true);
        thread.start();
        return control;
    }

    /**
     * Asks the running suite.
     *
     * @return its exit code
     * @throws IOException when it does not answer
     */
    static int ask(StateFolder state, String command, PrintStream out) throws IOException {
        var words =
                Files.readString(state.path("run").resolve("control")).strip().split(" ");
        try (var client = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(words[0]))) {
            client.getOutputStream().write((words[1] + " " + command + "\n").getBytes(StandardCharsets.UTF_8));
            var reader = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith("exit ")) {
                    return Integer.parseInt(line.substring("exit ".length()));
                }
                out.println(line);
            }
            throw new IOException("the suite ended before it answered");
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                var client = socket.accept();
                var thread = new Thread(() -> serve(client), "control-client");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException closing) {
                if (!socket.isClosed()) {
                    throw new java.io.UncheckedIOException(closing);
                }
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setSoTimeout(5_000);
            var reader = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
            var out = new PrintStream(client.getOutputStream(), true, StandardCharsets.UTF_8);
            var line = reader.readLine();
            if (line == null) {
                return;
            }
            var words = List.of(line.split(" "));
            if (!MessageDigest.isEqual(
                    words.get(0).getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8))) {
                return;
            }
            out.println("exit " + run(words.subList(1, words.size()), out));
        } catch (IOException clientGone) {
            // nobody is left to tell
        }
    }

    private int run(List<String> words, PrintStream out) {
        try {
            return commands.run(words, out);
        } catch (Refusal refusal) {
            out.println(refusal.getMessage());
            return 1;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }
}
