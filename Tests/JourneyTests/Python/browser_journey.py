"""Looks at pages in Debian's Chromium, as people see them.

usage: browser_journey.py NAME CALL.json
"""

import gzip
import json
import pathlib
import re
import sys
import time
import urllib.request

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

WIDTHS = (1280, 320)
SCHEMES = ("light", "dark")

# Everything that a person could see or press, and whether it has a box; the smallest text; whether the
# page is wider than the window.
MEASURE = """() => {
  const flat = [...document.querySelectorAll("progress, meter, img, button, svg, input:not([type=hidden]), select")]
    .filter(e => !e.closest("[hidden], details:not([open])"))
    .filter(e => { const r = e.getBoundingClientRect(); return r.width < 8 || r.height < 8; });
  const small = [...document.querySelectorAll("main *, header *, footer *")]
    .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
    .filter(e => parseFloat(getComputedStyle(e).fontSize) < 11);
  return {
    flat: flat.map(e => e.outerHTML.slice(0, 120)),
    small: small.map(e => e.outerHTML.slice(0, 120)),
    over: document.documentElement.scrollWidth - innerWidth,
  };
}"""

# What moved since the page began to show, from where to where.
SHIFTS = """() => new Promise(done => {
  const moves = [];
  const box = r => [r.x, r.y, r.width, r.height].map(Math.round).join(" ");
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) {
      if (entry.hadRecentInput) continue;
      const what = entry.sources.map(s =>
        `${(s.node?.outerHTML ?? s.node?.textContent ?? "gone").slice(0, 80)} ` +
        `[${box(s.previousRect)}] to [${box(s.currentRect)}]`);
      moves.push(`${entry.value.toFixed(5)} at ${Math.round(entry.startTime)} ms: ${what.join("; ")}`);
    }
  }).observe({type: "layout-shift", buffered: true});
  requestAnimationFrame(() => requestAnimationFrame(() => done(moves)));
})"""


class Page:
    """A page with everything that it says, fetches and gets wrong."""

    def __init__(self, context, base):
        self.base = base
        self.page = context.new_page()
        # Several browsers at once on two cores are slow, and that is no finding.
        self.page.set_default_timeout(120_000)
        self.problems = []
        self.bytes = 0
        self.page.on("console", self.heard)
        self.page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        self.page.on("response", self.received)

    def heard(self, message):
        # An absent page is one of those looked at.
        if message.type in ("error", "warning") and "404" not in message.text:
            self.problems.append(f"console: {message.text}")

    def received(self, response):
        if not response.url.startswith(self.base):
            self.problems.append(f"fetched {response.url}")
        kind = response.headers.get("content-type", "")
        if kind.startswith(("text/html", "text/css", "text/javascript")):
            self.bytes += len(gzip.compress(response.body()))
        if kind.startswith("font/"):
            self.problems.append(f"a font: {response.url}")

    def look(self, path, axe, budget, picture):
        self.problems.clear()
        self.bytes = 0
        self.page.goto(self.base + path)
        self.page.wait_for_load_state("networkidle")
        found = self.page.evaluate(MEASURE)
        for name in ("flat", "small"):
            self.problems += [f"{name}: {html}" for html in found[name]]
        if found["over"] > 0:
            self.problems.append(f"{found['over']} px wider than the window")
        self.problems += [f"moved by {move}" for move in self.page.evaluate(SHIFTS)]
        if self.bytes > budget:
            self.problems.append(f"{self.bytes} bytes for {budget}")
        for violation in axe.run(self.page).response["violations"]:
            places = [node["target"] for node in violation["nodes"]][:4]
            self.problems.append(f"axe: {violation['id']} at {places}")
        self.page.screenshot(path=picture, full_page=True)
        return list(self.problems)


def audit(call):
    """Every path at both widths in both themes; as who is signed in, with `cookie`."""
    axe = Axe()
    pictures = pathlib.Path(call["screenshots"])
    pictures.mkdir(parents=True, exist_ok=True)
    problems = []
    with sync_playwright() as play:
        browser = launch(play)
        for width in WIDTHS:
            for scheme in SCHEMES:
                context = browser.new_context(
                    viewport={"width": width, "height": 900}, color_scheme=scheme
                )
                if "cookie" in call:
                    own = {"name": "aig_session", "value": call["cookie"], "url": call["base_url"]}
                    context.add_cookies([own])
                page = Page(context, call["base_url"])
                for path in call["paths"]:
                    name = path.strip("/").replace("/", "_").split("?")[0] or "home"
                    picture = pictures / f"{name}-{width}-{scheme}.png"
                    found = page.look(path, axe, call["budget"], picture)
                    problems += [f"{path} at {width} {scheme}: {problem}" for problem in found]
                if "cookie" not in call and context.cookies():
                    problems.append(f"cookies: {context.cookies()}")
                context.close()
        browser.close()
    assert not problems, "\n".join(problems)


def launch(play):
    # Root, as CI is, has no namespace to put the sandbox into.
    return play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])


def letter(call, path):
    """The newest link of a kind in the server's log, where letters go without a mail program."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        log = pathlib.Path(call["log"]).read_text()
        links = re.findall(r'"link":"([^"]*%s\?t=[^"]*)"' % path, log)
        if links:
            return links[-1]
        time.sleep(0.05)
    raise AssertionError(f"no letter with {path}")


def order(call, key, model, prompt):
    """A call as a customer's program makes it; the ended task's record."""
    body = json.dumps({"model": model, "input": {"prompt": prompt}}).encode()
    headers = {
        "Authorization": f"Bearer {key}",
        "Content-Type": "application/json",
        "Prefer": "wait=60",
    }
    request = urllib.request.Request(
        call["base_url"] + "/api/v1/jobs/createTask", data=body, headers=headers
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["data"]


def first_day(call):
    """From the home page to a picture, as somebody new does it, with scripts and without."""
    base = call["base_url"]
    for has_scripts in (True, False):
        with sync_playwright() as play:
            browser = launch(play)
            context = browser.new_context(java_script_enabled=has_scripts)
            page = context.new_page()
            email = f"ann{int(has_scripts)}@example.com"
            page.goto(base)
            page.get_by_role("link", name="Start with $10 free").click()
            page.get_by_label("E-mail address").fill(email)
            page.get_by_label("Password").fill("short")
            page.get_by_role("button", name="Sign up").click()
            assert "Use at least 10 characters." in page.content()
            assert page.get_by_label("E-mail address").input_value() == email
            page.get_by_label("Password").fill("correct horse battery")
            page.get_by_role("button", name="Sign up").click()
            assert "Look into your mail" in page.content()
            page.goto(letter(call, "/verify"))
            page.get_by_role("button", name="Confirm").click()
            assert page.url == base + "/dashboard", page.url
            assert "1428.57 credits" in page.content()
            page.get_by_role("link", name="Keys", exact=True).click()
            page.get_by_label("Name").fill("first")
            page.get_by_role("button", name="Make a key").click()
            key = re.search(r"sk-aig-[0-9A-Za-z]{44}", page.content()).group(0)
            paid = order(call, key, "openai-gpt-image-1-5-text-to-image-medium", "a red fox")
            assert paid["state"] == "success", paid
            refused = order(call, key, "sandbox-instant", "a red fox !refuse")
            assert refused["state"] == "fail", refused
            page.get_by_role("link", name="Tasks", exact=True).click()
            assert "2 tasks, 1 done. Spent 4.00 credits" in page.inner_text("main")
            page.get_by_label("State").select_option("fail")
            page.get_by_role("button", name="Show").click()
            assert "Not charged" in page.inner_text("table")
            page.goto(base + "/t/" + paid["taskId"])
            picture = page.get_by_role("img", name="Picture 1: a red fox")
            assert picture.is_visible()
            page.get_by_role("link", name="Keys", exact=True).click()
            page.get_by_role("link", name="Revoke").first.click()
            page.get_by_role("button", name="Revoke it").click()
            assert "Revoked" in page.inner_text("table")
            page.get_by_role("button", name="Dark").click()
            assert page.get_attribute("html", "data-theme") == "dark"
            page.get_by_role("button", name="Log out").click()
            page.goto(base + "/dashboard/settings")
            page.get_by_label("E-mail address").fill(email)
            page.get_by_label("Password").fill("correct horse battery")
            page.get_by_role("button", name="Log in").click()
            assert page.url == base + "/dashboard/settings", page.url
            browser.close()


def example(call):
    """Runs the JavaScript that a page shows, on a page of the shop."""
    with sync_playwright() as play:
        browser = launch(play)
        page = browser.new_page()
        said = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(call["base_url"])
        key = json.dumps(call["key"])
        environment = "const process = {env: {AIGENERATE_API_KEY: %s}};" % key
        page.evaluate("(async () => { %s %s })()" % (environment, call["code"]))
        assert said and said[-1].startswith(call["base_url"] + "/files/"), said
        browser.close()


def drawn(page, count):
    """Waits until so many cells have ended; with scripts off the page refreshes itself."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if page.locator(".cell progress").count() == 0 and page.locator(".cell").count() == count:
            return
        page.wait_for_timeout(200)
    raise AssertionError(page.inner_text("main"))


def playground(call):
    """Compares three variants, one of them refused by its prompt's luck, as somebody signed in."""
    base = call["base_url"]
    own = {"name": "aig_session", "value": call["cookie"], "url": base}
    axe = Axe()
    pictures = pathlib.Path(call["screenshots"])
    for has_scripts in (True, False):
        with sync_playwright() as play:
            browser = launch(play)
            context = browser.new_context(java_script_enabled=has_scripts)
            context.add_cookies([own])
            view = Page(context, base)
            page = view.page
            page.goto(base + "/models/sandbox")
            page.get_by_role("link", name="Compare in the playground").click()
            page.get_by_label("Prompt").fill("a red fox !slow 2")
            page.get_by_label("Seed").fill("3")
            if has_scripts:
                page.get_by_label("Pictures each").fill("2")
                page.get_by_text("6 pictures.").wait_for()
                page.get_by_label("Pictures each").fill("1")
                page.get_by_text("3 pictures.").wait_for()
                page.keyboard.press("Control+Enter")
            else:
                page.get_by_role("button", name="Run · free").click()
            page.wait_for_url("**/playground/runs/**")
            drawn(page, 3)
            if has_scripts:
                moves = page.evaluate(SHIFTS)
                assert not moves, moves
                found = page.evaluate(MEASURE)
                assert not found["flat"] and not found["small"] and found["over"] <= 0, found
                problems = axe.run(page).response["violations"]
                assert not problems, problems
                page.screenshot(path=pictures / "run-live-1280-light.png", full_page=True)
            assert page.get_by_role("img").count() >= 2, page.inner_text("main")
            assert "Fastest: " in page.inner_text("#summary")
            run = page.url.split("#")[0]
            page.get_by_role("button", name="Retry B").click()
            page.wait_for_load_state()
            drawn(page, 3)
            page.get_by_role("button", name="A is best").click()
            assert "Best" in page.inner_text("#cell-A")
            page.get_by_role("link", name="Code").first.click()
            assert "sandbox-" in page.inner_text("#call")
            page.get_by_role("link", name="Table", exact=True).click()
            assert page.get_by_role("row").count() == 4
            page.get_by_role("button", name="Share by a link").click()
            stranger = browser.new_context(java_script_enabled=has_scripts).new_page()
            stranger.goto(run)
            assert "a red fox" in stranger.inner_text("#run")
            # Whoever goes back and presses again makes no second run.
            page.goto(base + "/playground")
            assert page.get_by_role("link", name="a red fox !slow 2").count() >= 1
            assert not view.problems, view.problems
            browser.close()


def variant_form(call):
    """The form, its JSON and its code follow each other while somebody types."""
    with sync_playwright() as play:
        browser = launch(play)
        view = Page(browser.new_context(), call["base_url"])
        page = view.page
        page.goto(call["base_url"] + "/models/sandbox/sandbox-instant?lang=swift")
        page.get_by_label("prompt").fill("a hen")
        page.get_by_label("seed").fill("9")
        page.locator("#call code", has_text="seed: 9").wait_for()
        assert json.loads(page.get_by_label("The same as JSON").input_value()) == {
            "prompt": "a hen", "seed": 9,
        }
        page.get_by_label("The same as JSON").fill('{"prompt": "a cat", "n": 3}')
        page.get_by_text("3 pictures.").wait_for()
        assert page.get_by_label("prompt").input_value() == "a cat"
        assert page.get_by_label("n", exact=True).input_value() == "3"
        page.get_by_label("The same as JSON").fill('{"prompt": "a cat", "n": 33}')
        page.locator("#f-n-note .error", has_text="10").wait_for()
        page.get_by_label("The same as JSON").fill('{"prompt": "a cat", "n": 1}')
        page.get_by_text("1 picture.").wait_for()
        page.get_by_role("button", name="Run · free").click()
        page.wait_for_url("**/playground/runs/**")
        drawn(page, 1)
        assert page.get_by_role("img").count() == 1
        assert not view.problems, view.problems
        browser.close()


JOURNEYS = {
    "variant_form": variant_form,
    "audit": audit,
    "example": example,
    "first_day": first_day,
    "playground": playground,
}

if __name__ == "__main__":
    JOURNEYS[sys.argv[1]](json.loads(pathlib.Path(sys.argv[2]).read_text()))
    print("ok")
