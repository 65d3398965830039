"""The pages without a mouse: everything is reached by Tab, in the order in which it stands, and shows
that it has the focus."""

from playwright.sync_api import sync_playwright

from browser import Page, drawn, launch

# What has the focus now: what it is, whether that shows, and where it stands.
FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const style = getComputedStyle(e), box = e.getBoundingClientRect();
  // The button inside a date has a ring that the browser draws and no script sees.
  const isInside = e.type === "date" && !e.matches(":focus");
  const ring = isInside || style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const all = [...document.querySelectorAll("*")];
  return {
    html: e.outerHTML.slice(0, 100),
    name: (e.labels?.[0]?.textContent || e.getAttribute("aria-label") || e.textContent || "").trim(),
    place: all.indexOf(e),
    shows: ring && box.width >= 8 && box.height >= 8 && box.bottom > 0 && box.top < innerHeight
      && box.right > 0 && box.left < innerWidth,
  };
}"""

# Everything that a person could press or write into, but for those of one choice, which are one stop.
STOPS = """() => [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
  .filter(e => !e.disabled && e.checkVisibility({visibilityProperty: true}))
  .filter(e => !e.closest("details:not([open])") || e.matches("summary"))
  .filter(e => e.type !== "radio" || e.checked
    || !document.querySelector(`input[name="${e.name}"]:checked`))
  .map(e => e.outerHTML.slice(0, 100))"""


def stops(page):
    """Walks through the whole page by Tab; at its end some browsers begin anew."""
    seen, last = [], -1
    while True:
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None or focused["html"] in seen[:1]:
            return seen
        assert focused["shows"], f"the focus does not show: {focused['html']}"
        # A date has a stop for each of its parts.
        is_next = focused["place"] > last or seen.count(focused["html"]) in range(1, 6)
        assert is_next, f"out of order, or a trap: {focused['html']}"
        last = focused["place"]
        seen.append(focused["html"])


def reach(page, name):
    """Presses Tab until something of this name has the focus."""
    for _ in range(200):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused and focused["name"].startswith(name):
            assert focused["shows"], focused["html"]
            return
    raise AssertionError(f"nothing is called {name}")


def keyboard(call):
    base = call["base_url"]
    with sync_playwright() as play:
        browser = launch(play)
        view = Page(browser.new_context(viewport={"width": 1280, "height": 900}), base)
        page = view.page
        work(page, base)
        for path in call["paths"]:
            page.goto(base + path)
            page.wait_for_load_state("networkidle")
            missing = set(page.evaluate(STOPS)) - set(stops(page))
            assert not missing, f"{path}: not reached by Tab: {missing}"
        assert not view.problems, view.problems
        browser.close()


def work(page, base):
    """From the log-in to a key and a picture, hands on the keyboard."""
    page.goto(base)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(base + "/#main")
    page.goto(base + "/login")
    reach(page, "E-mail address")
    page.keyboard.type("root@example.com")
    reach(page, "Password")
    page.keyboard.type("correct horse battery")
    page.keyboard.press("Enter")
    page.wait_for_url(base + "/dashboard")
    page.goto(base + "/dashboard/keys")
    reach(page, "Name")
    page.keyboard.type("by hand")
    reach(page, "More caps")
    page.keyboard.press("Enter")
    reach(page, "Live")
    page.keyboard.press("ArrowDown")
    reach(page, "Make a key")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Your new key").wait_for()
    assert "sk-aig-test-" in page.inner_text("main")
    page.goto(base + "/playground?variants=sandbox-instant,sandbox-slow")
    reach(page, "Prompt")
    page.keyboard.type("a red fox")
    reach(page, "Run")
    page.keyboard.press("Space")
    page.wait_for_url("**/playground/runs/**")
    drawn(page, 2)
    reach(page, "A is best")
    page.keyboard.press("Enter")
    page.locator("#cell-A", has_text="Best").wait_for()
