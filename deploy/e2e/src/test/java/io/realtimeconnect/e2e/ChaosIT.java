package io.realtimeconnect.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.e2e.chaos.ChaosRun;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The history check, short: every process dies once while six people talk. */
@WithSuite
class ChaosIT {

    private static final Logger LOG = LoggerFactory.getLogger(ChaosIT.class);

    private final SuiteUnderTest suite;

    ChaosIT(SuiteUnderTest suite) {
        this.suite = suite;
    }

    @Test
    void whatWasAcknowledgedSurvivesTheDeathOfEveryProcess() throws Exception {
        var report = new ChaosRun(suite, LOG::info).run(3, 1);

        LOG.info("{}", report);
        assertThat(report.reasons()).isEmpty();
        assertThat(report.clean()).as(report.toString()).isTrue();
    }
}
