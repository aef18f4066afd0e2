package io.realtimeconnect.e2e.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Playwright;
import io.realtimeconnect.e2e.SuiteUnderTest;
import io.realtimeconnect.e2e.WithSuite;
import io.realtimeconnect.e2e.client.Api;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Two people with a browser each. The microphone is Chromium's own, which beeps; calls go from one window to the other. */
@WithSuite
class BrowserIT {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final List<String> ARGUMENTS = List.of(
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
            "--autoplay-policy=no-user-gesture-required",
            "--allow-loopback-in-peer-connection",
            "--disable-features=WebRtcHideLocalIpsWithMdns");

    private static Playwright playwright;
    private static Browser browser;

    private final SuiteUnderTest suite;
    private Window ann;
    private Window bob;

    BrowserIT(SuiteUnderTest suite) {
        this.suite = suite;
    }

    @BeforeAll
    static void openBrowser() {
        assumeTrue(Files.isExecutable(CHROMIUM), "Chromium is not installed");
        playwright = Playwright.create();
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(ARGUMENTS));
    }

    @AfterAll
    static void closeBrowser() {
        if (playwright != null) {
            browser.close();
            playwright.close();
        }
    }

    @BeforeEach
    void twoWindows() {
        ann = Window.signedUp(browser, suite.gateway());
        bob = Window.signedUp(browser, suite.gateway());
        ann.meet(bob);
    }

    @AfterEach
    void nothingWentWrongInThere() {
        assertThat(ann.faults()).isEmpty();
        assertThat(bob.faults()).isEmpty();
        ann.close();
        bob.close();
    }

    @Test
    void twoWindowsChat() {
        ann.say("hello, stranger");
        bob.sees("#log", "hello, stranger");
        ann.sees("#presence", "Online");
        ann.sees("#log .state", "Read");

        bob.locator("#text").pressSequentially("hi");
        ann.sees("#typing", "is typing");
        bob.locator("#text").press("Enter");
        ann.sees("#log", "hi");

        ann.locator("#text").press("ArrowUp");
        ann.say("hello, dear stranger");
        bob.sees("#log", "hello, dear stranger");
        bob.sees("#log", "edited");
        ann.locator("#log li.mine").hover();
        ann.click("#log li.mine button:has-text('Delete')");
        ann.click("#confirm-yes");
        bob.sees("#log", "Message deleted");

        ann.click("#end");
        bob.sees("#ended");
    }

    @Test
    void whoWasAwaySeesWhatWasMissedAndSaysWhatWasLeftUnsaid() {
        bob.offline(true);
        bob.say("are you there?");
        ann.say("where did you go?");
        bob.sees("#log .state", "Sending");

        bob.offline(false);

        ann.sees("#log", "are you there?");
        bob.sees("#log", "where did you go?");
        assertThat(ann.locator("#log li").count()).isEqualTo(2);
        assertThat(bob.locator("#log li").count()).isEqualTo(2);
    }

    @Test
    void aVoiceNoteIsRecordedSentAndHeard() {
        ann.click("#record");
        ann.sees("#recording-time", "0:01");
        ann.click("#recording-send");

        bob.sees("#log .voice");
        bob.click("#log .voice .play");
        bob.holds("() => document.querySelector('#log .voice').dataset.played === 'true'");
        ann.sees("#log .state", "Read");
    }

    @Test
    void aCallConnectsAndIsHungUp() {
        ann.click("#call");
        bob.sees("#ringing-text", "is calling you");
        bob.click("#ringing-accept");

        for (Window window : List.of(ann, bob)) {
            window.sees("#call-bar[data-state=connected]");
            window.sees("#call-quality", "ms");
            window.holds(
                    "() => { const heard = document.getElementById('call-audio');"
                            + " return heard.currentTime > 0 && heard.srcObject.getAudioTracks().every(track => !track.muted); }");
        }
        ann.click("#call-mute");
        bob.sees("#call-quality", "they are muted");

        bob.click("#call-hangup");
        ann.seesNoMore("#call-bar");
        bob.seesNoMore("#call-bar");
        ann.sees("#notice-text", "The call has ended");
    }

    @Test
    void aCallIsDeclined() {
        ann.click("#call");
        bob.click("#ringing-decline");

        ann.sees("#notice-text", "They did not take the call.");
        ann.seesNoMore("#call-bar");
        bob.seesNoMore("#ringing");
    }

    @Test
    void reportAndBlockEndTheConversation() {
        bob.say("buy my watches");
        ann.sees("#log", "buy my watches");

        ann.locator("#log li").hover();
        ann.click("#log li button:has-text('Report')");
        ann.locator("#report-reason").selectOption("spam");
        ann.click("#report-send");

        ann.sees("#find");
        ann.sees("#notice-text", "a moderator will look at it");
        bob.sees("#ended");
        ann.go("account");
        ann.sees("#blocked .items", "Unblock");
        ann.sees("#reports .items", "spam");
    }

    @Test
    void aDeviceIsLoggedOutFromAnother() {
        try (Window phone = bob.another(browser, suite.gateway())) {
            phone.logIn();
            phone.sees("#chat");

            bob.go("account");
            bob.click("#devices .items button");

            phone.sees("#enter");
            phone.sees("#notice-text", "session has ended");
        }
        bob.sees("#devices .items", "this device");
    }

    @Test
    void whatWasSaidIsFoundAgain() {
        ann.say("the password of the treasure is <b>swordfish</b>");
        bob.sees("#log", "swordfish");
        bob.go("history");
        bob.fill("#history-query", "swordfish");
        bob.locator("#history-query").press("Enter");

        bob.sees("#found mark", "swordfish");
        bob.click("#found a");
        bob.sees(".log li.found", "<b>swordfish</b>");

        bob.click("#history a[href='#/history']");
        bob.click("#tab-people");
        bob.sees("#history-panel", "1 message");
    }

    @Test
    void profileAndDataAreOnesOwn() {
        ann.go("account");
        ann.fill("#profile-name", "Ann of the Hills");
        ann.fill("#profile-interests", "tea, chess");
        ann.click("#profile-form button");
        ann.sees("#profile-form", "Saved");
        ann.sees("#me", "Ann of the Hills");

        ann.click("#export-start");
        ann.sees("#export-file");
        Download file = ann.download("#export-file");
        assertThat(file.suggestedFilename()).endsWith(".zip");
        assertThat(file.failure()).isNull();
    }

    @Test
    void noViewOfThePageKeepsAnybodyOut() {
        assertThat(ann.barriers()).as("an empty chat").isEmpty();
        ann.say("hello, stranger");
        bob.say("hello, too");
        ann.sees("#log", "hello, too");
        ann.click("#record");
        ann.sees("#recording");
        assertThat(ann.barriers()).as("a chat, recording").isEmpty();
        ann.click("#recording-send");
        bob.sees("#log .voice");
        ann.click("#call");
        bob.sees("#ringing");
        assertThat(bob.barriers()).as("a call").isEmpty();
        bob.click("#ringing-decline");
        ann.seesNoMore("#call-bar");
        ann.click("#report");
        assertThat(ann.barriers()).as("a report").isEmpty();
        ann.click("#report-cancel");
        bob.click("#end");
        ann.sees("#ended");
        assertThat(ann.barriers()).as("an ended chat").isEmpty();
        ann.go("history");
        ann.sees("#history .items");
        assertThat(ann.barriers()).as("history").isEmpty();
        ann.click("#history .items a");
        ann.sees("#history .log", "hello, stranger");
        assertThat(ann.barriers()).as("a transcript").isEmpty();
        ann.go("account");
        ann.sees("#devices .items");
        assertThat(ann.barriers()).as("account").isEmpty();
        bob.click("#again");
        bob.sees("#wait");
        assertThat(bob.barriers()).as("waiting").isEmpty();
        bob.click("#leave");
        bob.sees("#find");
        assertThat(bob.barriers()).as("the search").isEmpty();
    }

    @Test
    void theConsoleShowsEveryServiceAndKeepsNoAdministratorOut() throws Exception {
        JsonNode account = suite.status().path("admin");
        try (Window admin = bob.another(browser, suite.gateway())) {
            assertThat(admin.barriers()).as("the door").isEmpty();
            admin.visit(suite.gateway().resolve("/console"));
            admin.sees("h1", "for administrators");
            assertThat(admin.barriers()).as("the console, closed").isEmpty();

            admin.visit(suite.gateway());
            admin.logIn(
                    account.path("username").asString(),
                    account.path("password").asString());
            admin.sees("#find");
            admin.visit(suite.gateway().resolve("/console"));

            for (String service : List.of("gateway", "user-service", "moderation-service")) {
                admin.sees("#services", service);
            }
            assertThat(admin.barriers()).as("the console").isEmpty();
            assertThat(admin.holdsNow("() => document.getElementById('services').getBoundingClientRect().bottom"
                            + " <= document.getElementById('advice-title').getBoundingClientRect().top"))
                    .as("all rows are seen")
                    .isTrue();
            assertThat(admin.faults()).isEmpty();
        }
    }

    @Test
    void whoIsSuspendedMayAppeal() throws Exception {
        JsonNode account = suite.status().path("admin");
        Map<String, String> login = Map.of(
                "login", account.path("username").asString(),
                "password", account.path("password").asString());
        Api admin = suite.api()
                .withToken(suite.api()
                        .post("/api/v1/auth/login", login)
                        .expect(200)
                        .header("X-Auth-Token"));
        String id = bob.userId();
        admin.post("/api/v1/moderation/actions", Map.of("userId", id, "kind", "suspend", "reason", "very unkind"))
                .expect(201);

        bob.sees("#notice-text", "suspended");
        bob.logIn();
        bob.sees("#appeal-why", "very unkind");
        bob.fill("#appeal-text", "it was somebody else");
        bob.click("#appeal button[type=submit]");
        bob.sees("#notice-text", "Your appeal was sent");
    }
}
