"""An app of another origin that calls the API from a browser: fetch, a stream, a canvas."""

import contextlib
import http.server
import threading

from playwright.sync_api import sync_playwright

from browser import launch


class Blank(http.server.BaseHTTPRequestHandler):
    """The app's own server: an empty page."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>An app</title><link rel=icon href=data:,>")

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def origin():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Blank)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()


ASK = """async ({base, key, path = "/v1/images/generations", body}) => {
  const answer = await fetch(base + path, {
    method: "POST", body: JSON.stringify(body),
    headers: {"Authorization": `Bearer ${key}`, "Content-Type": "application/json", "X-Stainless-Lang": "js"},
  });
  return {
    status: answer.status, text: await answer.text(), charged: answer.headers.get("X-AI-Credits-Charged"),
    request: answer.headers.get("x-request-id"),
  };
}"""

# As a chat program reads it: piece by piece, while it comes.
STREAM = """async ({base, key, body}) => {
  const answer = await fetch(base + "/v1/images/generations", {
    method: "POST", body: JSON.stringify(body),
    headers: {"Authorization": `Bearer ${key}`, "Content-Type": "application/json"},
  });
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) text += piece.value;
  return text;
}"""

# First as any page shows an image, then for a canvas: the browser may have kept the first.
PAINT = """async url => {
  const load = (url, mode) => new Promise((done, fail) => {
    const image = new Image();
    if (mode) image.crossOrigin = mode;
    image.onload = () => done(image);
    image.onerror = () => fail(new Error(`not loaded: ${mode}`));
    image.src = url;
  });
  await load(url, null);
  const image = await load(url, "anonymous");
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  canvas.getContext("2d").drawImage(image, 0, 0);
  const blob = await (await fetch(url)).blob();
  return {url: canvas.toDataURL("image/png"), width: image.width, bytes: blob.size};
}"""

EDIT = """async ({base, key, url}) => {
  const form = new FormData();
  form.append("image", await (await fetch(url)).blob(), "fox.png");
  for (const [name, value] of [["model", "sandbox-instant"], ["prompt", "a fox"], ["size", "64x64"]]) {
    form.append(name, value);
  }
  const answer = await fetch(base + "/v1/images/edits", {
    method: "POST", body: form, headers: {"Authorization": `Bearer ${key}`},
  });
  return answer.status;
}"""

OPEN = """async ({base, path}) => {
  try {
    const answer = await fetch(base + path, {credentials: "include"});
    return `read ${answer.status}`;
  } catch (error) {
    return error.name;
  }
}"""


def app(call):
    base, key = call["base_url"], call["key"]
    body = {"model": "sandbox-instant", "prompt": "a fox", "size": "64x64"}
    with origin() as home, sync_playwright() as play:
        browser = launch(play)
        context = browser.new_context()
        # Somebody who is logged in at the shop visits the app.
        context.add_cookies([{"name": "aig_session", "value": call["cookie"], "url": base}])
        page = context.new_page()
        page.goto(home)

        def ask(**more):
            return page.evaluate(ASK, {"base": base, "key": key, "body": body} | more)

        made = ask(body=body | {"response_format": "url"})
        assert made["status"] == 200 and made["charged"] == "0.00", made
        assert made["request"].startswith("req_"), made
        url = page.evaluate("text => JSON.parse(text).data[0].url", made["text"])
        painted = page.evaluate(PAINT, url)
        assert painted["url"].startswith("data:image/png;base64,") and painted["width"] == 64, painted
        assert painted["bytes"] > 50, painted
        assert page.evaluate(EDIT, {"base": base, "key": key, "url": url}) == 200
        text = page.evaluate(STREAM, {"base": base, "key": key, "body": body | {"stream": True}})
        assert "event: image_generation.completed" in text, text[:300]
        refused = ask(key="sk-aig-wrong")
        assert refused["status"] == 401 and "not an API key" in refused["text"], refused
        refused = ask(path="/images/generations")
        assert refused["status"] == 404 and "base URL" in refused["text"], refused
        order = {"model": "sandbox-instant", "input": {"prompt": "a fox", "size": "64x64"}}
        assert ask(path="/api/v1/jobs/createTask", body=order)["status"] == 200

        def read(path):
            return page.evaluate(OPEN, {"base": base, "path": path})

        # With cookies nothing can be read, not even what is open without them.
        for path in ["/dashboard", "/playground", "/", "/admin", "/api/v1/models"]:
            assert read(path) == "TypeError", path
        browser.close()
