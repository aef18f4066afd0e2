package io.realtimeconnect.perf.environment;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which setting is wrong, without a trace. */
final class InvalidSettingAnalyzer extends AbstractFailureAnalyzer<InvalidSetting> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable root, InvalidSetting cause) {
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()), "Correct it in the environment, or take it away.", cause);
    }
}
