package io.realtimeconnect.perf.resilience;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which key is missing or wrong, without a trace. */
final class InvalidServiceKeyAnalyzer extends AbstractFailureAnalyzer<InvalidServiceKey> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable root, InvalidServiceKey cause) {
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()),
                "Make a key pair on the curve P-256, give the service its private key and the others its public one.",
                cause);
    }
}
