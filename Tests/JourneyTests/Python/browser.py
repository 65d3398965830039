"""What every journey in the browser uses: a page that is watched, and what is found on it."""

import base64
import gzip
import hmac
import pathlib
import re
import struct
import time

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
        # Who walks on before a page is read whole cannot count it.
        self.is_counting = False
        self.page.on("console", self.heard)
        self.page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        self.page.on("response", self.received)

    def heard(self, message):
        # A page that says no is one of those looked at.
        is_page = message.location["url"] == self.page.url and "status of 4" in message.text
        if message.type in ("error", "warning") and not is_page:
            self.problems.append(f"console: {message.text}")

    def received(self, response):
        if not response.url.startswith(self.base):
            self.problems.append(f"fetched {response.url}")
        kind = response.headers.get("content-type", "")
        if self.is_counting and kind.startswith(("text/html", "text/css", "text/javascript")):
            self.bytes += len(gzip.compress(response.body()))
        if kind.startswith("font/"):
            self.problems.append(f"a font: {response.url}")

    def weigh(self, path, budget):
        """Opens a page; what is too heavy on it, too small, too wide, or moves."""
        self.problems.clear()
        self.bytes = 0
        self.is_counting = True
        self.page.goto(self.base + path)
        self.page.wait_for_load_state("networkidle")
        self.measure()
        self.problems += [f"moved by {move}" for move in self.page.evaluate(SHIFTS)]
        if self.bytes > budget:
            self.problems.append(f"{self.bytes} bytes for {budget}")
        return list(self.problems)

    def measure(self):
        found = self.page.evaluate(MEASURE)
        for name in ("flat", "small"):
            self.problems += [f"{name}: {html}" for html in found[name]]
        if found["over"] > 0:
            self.problems.append(f"{found['over']} px wider than the window")

    def look(self, path, axe, budget, picture):
        self.weigh(path, budget)
        self.examine(axe, picture)
        return list(self.problems)

    def examine(self, axe, picture):
        """What axe-core finds on the page as it is now."""
        for violation in axe.run(self.page).response["violations"]:
            places = [node["target"] for node in violation["nodes"]][:4]
            self.problems.append(f"axe: {violation['id']} at {places}")
        self.page.screenshot(path=picture, full_page=True)


def launch(play, *more):
    # Root, as CI is, has no namespace to put the sandbox into.
    args = ["--no-sandbox", *more]
    return play.chromium.launch(executable_path="/usr/bin/chromium", args=args)


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


def drawn(page, count):
    """Waits until so many cells have ended; with scripts off the page refreshes itself."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if page.locator(".cell progress").count() == 0 and page.locator(".cell").count() == count:
            return
        page.wait_for_timeout(200)
    raise AssertionError(page.inner_text("main"))


def app_code(secret):
    """What an app shows for a secret now (RFC 6238)."""
    step = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.digest(base64.b32decode(secret + "=" * (-len(secret) % 8)), step, "sha1")
    start = digest[-1] & 15
    return f"{(struct.unpack_from('>I', digest, start)[0] & 0x7FFFFFFF) % 1_000_000:06}"
