package io.realtimeconnect.e2e.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.e2e.SuiteUnderTest;
import io.realtimeconnect.e2e.WithSuite;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** People walk through the whole contract; in the end no call is left that nobody got an answer from. */
@WithSuite
class WholeContractIT {

    private final SuiteUnderTest suite;

    WholeContractIT(SuiteUnderTest suite) {
        this.suite = suite;
    }

    @TestFactory
    Stream<DynamicTest> theWholeContractAnswers() throws Exception {
        Stage stage = new Stage(suite);
        Map<String, Chapter> chapters = new LinkedHashMap<>();
        chapters.put("accounts", AccountChapter::walk);
        chapters.put("profiles and blocks", ProfileChapter::walk);
        chapters.put("queue and matches", QueueChapter::walk);
        chapters.put("conversations", ConversationChapter::walk);
        chapters.put("voice notes", VoiceChapter::walk);
        chapters.put("calls", CallChapter::walk);
        chapters.put("history", HistoryChapter::walk);
        chapters.put("reports", ReportChapter::walk);
        chapters.put("sanctions and appeals", SanctionChapter::walk);
        chapters.put("rules and screening", RuleChapter::walk);
        chapters.put("operations", OperationsChapter::walk);
        chapters.put("one graph", GraphChapter::walk);
        return Stream.concat(
                chapters.entrySet().stream()
                        .map(chapter -> DynamicTest.dynamicTest(
                                chapter.getKey(), () -> chapter.getValue().walk(stage))),
                Stream.of(DynamicTest.dynamicTest(
                        "no call is left",
                        () -> assertThat(Row.all())
                                .filteredOn(row -> !stage.answered(row))
                                .isEmpty())));
    }
}
