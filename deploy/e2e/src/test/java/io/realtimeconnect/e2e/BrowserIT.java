package io.realtimeconnect.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import io.realtimeconnect.e2e.client.Person;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Two people with a browser each, and nothing but the page at the gateway's root. */
@WithSuite
class BrowserIT {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    private final SuiteUnderTest suite;

    BrowserIT(SuiteUnderTest suite) {
        this.suite = suite;
    }

    @Test
    void twoWindowsChat() {
        assumeTrue(Files.isExecutable(CHROMIUM), "Chromium is not installed");
        String interest = Person.privateLanguage();
        try (Playwright playwright = Playwright.create();
                Browser browser = playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(CHROMIUM)
                                .setArgs(List.of(
                                        "--no-sandbox",
                                        "--disable-dev-shm-usage",
                                        "--disable-background-networking")));
                BrowserContext anns = browser.newContext();
                BrowserContext bobs = browser.newContext()) {
            Page ann = signUp(anns);
            Page bob = signUp(bobs);
            find(ann, interest);
            find(bob, interest);

            assertThat(ann.locator("#chat")).isVisible();
            assertThat(bob.locator("#chat")).isVisible();

            say(ann, "hello, stranger");
            assertThat(bob.locator("#log")).containsText("hello, stranger");

            bob.locator("#text").pressSequentially("hi");
            assertThat(ann.locator("#typing"))
                    .containsText(Pattern.compile("typing|writing", Pattern.CASE_INSENSITIVE));

            bob.locator("#text").press("Enter");
            assertThat(ann.locator("#log")).containsText("hi");

            ann.locator("#end").click();
            assertThat(bob.locator("#ended")).isVisible();
        }
    }

    private Page signUp(BrowserContext window) {
        Page page = window.newPage();
        page.setDefaultTimeout(30_000);
        page.navigate(suite.gateway().toString());
        String name = "w-" + UUID.randomUUID().toString().substring(0, 13);
        page.locator("#username").fill(name);
        page.locator("#email").fill(name + "@example.org");
        page.locator("#password").fill("correct horse battery");
        page.locator("#submit").click();
        assertThat(page.locator("#find")).isVisible();
        return page;
    }

    private static void find(Page page, String interest) {
        page.locator("#interests").fill(interest);
        page.locator("#search button[type=submit]").click();
    }

    private static void say(Page page, String text) {
        page.locator("#text").fill(text);
        page.locator("#text").press("Enter");
    }
}
