package io.realtimeconnect.perf;

import io.realtimeconnect.perf.test.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTests {

    @Test
    void theHouseRulesHold() {
        HouseRules.check(ArchitectureTests.class, "JobTasks", "PlainCalls");
    }
}
