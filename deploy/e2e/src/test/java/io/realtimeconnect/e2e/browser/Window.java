package io.realtimeconnect.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import io.realtimeconnect.e2e.client.Person;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** Somebody's browser window with the page in it, cookies of its own, and a note of whatever went wrong in there. */
final class Window implements AutoCloseable {

    private static final double PATIENCE_MS = 30_000;

    private final BrowserContext context;
    private final Page page;
    private final String name;
    private final List<String> faults = new CopyOnWriteArrayList<>();

    private Window(Browser browser, URI gateway, String name) {
        this.context = browser.newContext();
        this.name = name;
        context.setDefaultTimeout(PATIENCE_MS);
        page = context.newPage();
        page.onPageError(faults::add);
        page.onConsoleMessage(message -> {
            if (message.text().contains("Content Security Policy")) {
                faults.add(message.text());
            }
        });
        page.navigate(gateway.toString());
    }

    /** A window in which somebody new has signed up. */
    static Window signedUp(Browser browser, URI gateway) {
        Window window =
                new Window(browser, gateway, "w-" + UUID.randomUUID().toString().substring(0, 13));
        window.fill("#username", window.name);
        window.fill("#email", window.name + "@example.org");
        window.fill("#password", window.password());
        window.click("#submit");
        window.sees("#find");
        return window;
    }

    /** Another window of the same person, at the door. */
    Window another(Browser browser, URI gateway) {
        return new Window(browser, gateway, name);
    }

    void logIn() {
        logIn(name, password());
    }

    void logIn(String as, String with) {
        click("#tab-login");
        fill("#username", as);
        fill("#password", with);
        click("#submit");
    }

    /** Brings both into one conversation: they speak a language that nobody else does. */
    void meet(Window other) {
        String language = Person.privateLanguage();
        for (Window window : List.of(this, other)) {
            window.page.evaluate("""
                    language => fetch('/api/v1/users/me', {
                      method: 'PATCH', headers: { 'Content-Type': 'application/json' },
                      body: JSON.stringify({ languages: [language] }) })
                    """, language);
            window.fill("#interests", "tea, chess");
            window.click("#search button[type=submit]");
        }
        sees("#chat");
        other.sees("#chat");
    }

    void say(String text) {
        fill("#text", text);
        page.locator("#text").press("Enter");
    }

    void go(String address) {
        click("nav a[href='#/" + address + "']");
    }

    void click(String selector) {
        page.locator(selector).click();
    }

    void fill(String selector, String text) {
        page.locator(selector).fill(text);
    }

    void sees(String selector) {
        assertThat(page.locator(selector)).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(PATIENCE_MS));
    }

    void sees(String selector, String text) {
        assertThat(page.locator(selector))
                .containsText(text, new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MS));
    }

    void seesNoMore(String selector) {
        assertThat(page.locator(selector)).isHidden(new LocatorAssertions.IsHiddenOptions().setTimeout(PATIENCE_MS));
    }

    /** Waits for a JavaScript expression to be true. */
    void holds(String expression) {
        page.waitForFunction(expression, null, new Page.WaitForFunctionOptions().setTimeout(PATIENCE_MS));
    }

    /** What a JavaScript expression says at this moment. */
    boolean holdsNow(String expression) {
        return Boolean.TRUE.equals(page.evaluate(expression));
    }

    Locator locator(String selector) {
        return page.locator(selector);
    }

    Download download(String selector) {
        return page.waitForDownload(() -> click(selector));
    }

    void offline(boolean offline) {
        context.setOffline(offline);
    }

    /** Opens another address of the suite in this window. */
    void visit(URI address) {
        page.navigate(address.toString());
    }

    /** What axe finds in the present view that would keep somebody out, as {@code rule: where}. */
    List<String> barriers() {
        return new AxeBuilder(page)
                .analyze().getViolations().stream()
                        .filter(rule -> List.of("serious", "critical").contains(rule.getImpact()))
                        .flatMap(rule -> rule.getNodes().stream().map(node -> rule.getId() + ": " + node.getHtml()))
                        .toList();
    }

    /** The id of whoever is logged in here. */
    String userId() {
        return (String) page.evaluate("async () => (await (await fetch('/api/v1/auth/me')).json()).user.id");
    }

    /** Script errors, and what the page's own policy refused it. */
    List<String> faults() {
        return faults;
    }

    @Override
    public void close() {
        context.close();
    }

    private String password() {
        return "correct horse " + name;
    }
}
