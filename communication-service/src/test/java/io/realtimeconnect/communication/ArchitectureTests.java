package io.realtimeconnect.communication;

import io.realtimeconnect.perf.test.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTests {

    @Test
    void theHouseRulesHold() {
        HouseRules.check(CommunicationServiceApplication.class);
    }
}
