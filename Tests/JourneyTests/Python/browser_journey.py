"""Looks at pages in Debian's Chromium, as people see them.

usage: browser_journey.py NAME CALL.json
"""

import gzip
import json
import pathlib
import sys

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

# How far things moved since the page began to show.
SHIFTS = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
  }).observe({type: "layout-shift", buffered: true});
  requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
})"""


class Page:
    """A page with everything that it says, fetches and gets wrong."""

    def __init__(self, context, base):
        self.base = base
        self.page = context.new_page()
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
        shift = self.page.evaluate(SHIFTS)
        if shift > 0:
            self.problems.append(f"moved by {shift}")
        if self.bytes > budget:
            self.problems.append(f"{self.bytes} bytes for {budget}")
        for violation in axe.run(self.page).response["violations"]:
            places = [node["target"] for node in violation["nodes"]][:4]
            self.problems.append(f"axe: {violation['id']} at {places}")
        self.page.screenshot(path=picture, full_page=True)
        return list(self.problems)


def audit(call):
    """Every path at both widths in both themes."""
    axe = Axe()
    pictures = pathlib.Path(call["screenshots"])
    pictures.mkdir(parents=True, exist_ok=True)
    problems = []
    with sync_playwright() as play:
        # Root, as CI is, has no namespace to put the sandbox into.
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for width in WIDTHS:
            for scheme in SCHEMES:
                context = browser.new_context(
                    viewport={"width": width, "height": 900}, color_scheme=scheme
                )
                page = Page(context, call["base_url"])
                for path in call["paths"]:
                    name = path.strip("/").replace("/", "_").split("?")[0] or "home"
                    picture = pictures / f"{name}-{width}-{scheme}.png"
                    found = page.look(path, axe, call["budget"], picture)
                    problems += [f"{path} at {width} {scheme}: {problem}" for problem in found]
                if context.cookies():
                    problems.append(f"cookies: {context.cookies()}")
                context.close()
        browser.close()
    assert not problems, "\n".join(problems)


JOURNEYS = {"audit": audit}

if __name__ == "__main__":
    JOURNEYS[sys.argv[1]](json.loads(pathlib.Path(sys.argv[2]).read_text()))
    print("ok")
