package io.realtimeconnect.history;

import io.realtimeconnect.perf.test.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTests {

    @Test
    void theHouseRulesHold() {
        HouseRules.check(HistoryServiceApplication.class);
    }
}
