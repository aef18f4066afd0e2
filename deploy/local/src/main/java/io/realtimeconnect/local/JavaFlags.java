package io.realtimeconnect.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a service's JVM is made small and quick to start, with what its version knows. Measured for small machines: one
 * collector thread, the first compiler only, a heap that starts small, grows when needed, and shrinks again.
 *
 * @param feature 17, 21, 25, …
 */
record JavaFlags(int feature) {
    /** Archives are bound to the flags: a change of these must change the name of the archive. */
    static final int REVISION = 1;

    static JavaFlags ofThisJava() {
        return new JavaFlags(Runtime.version().feature());
    }

    /** Whether this Java writes an AOT cache in one step (JEP 514); otherwise an archive of classes only. */
    boolean hasAotCache() {
        return feature >= 25;
    }

    List<String> common() {
        var flags = new ArrayList<>(List.of(
                // what this version does not know, it ignores
                "-XX:+IgnoreUnrecognizedVMOptions",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:+UseSerialGC",
                "-Xms28m",
                "-Xmx128m",
                "-Xmn8m",
                "-XX:MinHeapFreeRatio=10",
                "-XX:MaxHeapFreeRatio=25",
                "-Xss512k",
                "-XX:TieredStopAtLevel=1",
                "-XX:ReservedCodeCacheSize=32m",
                "-XX:MaxDirectMemorySize=48m",
                "-XX:TrimNativeHeapInterval=5000",
                "-XX:ArchiveRelocationMode=0",
                "-XX:-UsePerfData",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dreactor.netty.ioWorkerCount=2",
                "-Dfile.encoding=UTF-8"));
        if (feature >= 24) {
            flags.add("-XX:+UseCompactObjectHeaders");
            flags.add("--enable-native-access=ALL-UNNAMED");
            flags.add("--sun-misc-unsafe-memory-access=allow");
        }
        return List.copyOf(flags);
    }

    /** Uses an archive; one that does not fit is ignored. */
    List<String> using(Path archive) {
        return hasAotCache()
                ? List.of("-XX:AOTCache=" + archive, "-XX:AOTMode=auto", "-Xlog:aot=off", "-Xlog:cds=off")
                : List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto", "-Xlog:cds=off");
    }

    /** Writes an archive when the JVM ends. */
    List<String> training(Path archive) {
        return hasAotCache()
                ? List.of("-XX:AOTCacheOutput=" + archive)
                : List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:cds=off");
    }
}
