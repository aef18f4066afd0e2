package io.realtimeconnect.user;

import io.realtimeconnect.perf.test.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTests {

    @Test
    void theHouseRulesHold() {
        HouseRules.check(UserServiceApplication.class);
    }
}
