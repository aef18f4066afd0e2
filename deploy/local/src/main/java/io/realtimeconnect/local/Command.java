package io.realtimeconnect.local;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How to run a Java program again as it runs now. */
final class Command {
    private Command() {}

    /** This JVM's executable, flags and class path with that main class; a single jar is run with {@code -jar}. */
    static List<String> ofThisProcess(Class<?> main) {
        var words = new ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        var classPath = System.getProperty("java.class.path");
        if (classPath.endsWith(".jar") && !classPath.contains(java.io.File.pathSeparator)) {
            words.addAll(List.of("-jar", classPath));
        } else {
            words.addAll(List.of("-cp", classPath, main.getName()));
        }
        return List.copyOf(words);
    }
}
