"""Looks at pages in Debian's Chromium, as people see them.

usage: browser_journey.py NAME CALL.json
"""

import json
import pathlib
import re
import sys

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from browser import MEASURE, SHIFTS, Page, drawn, launch
from browser_answers import answers
from browser_app import app
from browser_day import day
from browser_keyboard import keyboard

WIDTHS = (1280, 320)
SCHEMES = ("light", "dark")

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
                    name = re.sub(r"(task|topup)_\w{26}|(?<=runs/)[\w-]+|(?<=[?]t=)[\w-]+", "one", path)
                    name = re.sub(r"\W+", "_", name).strip("_") or "home"
                    picture = pictures / f"{name}-{width}-{scheme}.png"
                    found = page.look(path, axe, call["budget"], picture)
                    problems += [f"{path} at {width} {scheme}: {problem}" for problem in found]
                if "cookie" not in call and context.cookies():
                    problems.append(f"cookies: {context.cookies()}")
                context.close()
        browser.close()
    assert not problems, "\n".join(problems)


def own_network(call):
    """Plain http at a name of one's own network: browsers say less there of where a form comes from."""
    with sync_playwright() as play:
        browser = launch(play, "--host-resolver-rules=MAP shop.test 127.0.0.1")
        base = call["base_url"].replace("127.0.0.1", "shop.test")
        page = browser.new_page()
        page.goto(base + "/login")
        page.get_by_label("E-mail address").fill("root@example.com")
        page.get_by_label("Password").fill("correct horse battery")
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url(base + "/dashboard")
        page.get_by_role("button", name="Dark").click()
        assert page.get_attribute("html", "data-theme") == "dark"
        browser.close()


def weigh(call):
    """Every path at both widths: only what it weighs and whether it fits."""
    problems = []
    with sync_playwright() as play:
        browser = launch(play)
        for width in WIDTHS:
            context = browser.new_context(viewport={"width": width, "height": 900})
            own = {"name": "aig_session", "value": call["cookie"], "url": call["base_url"]}
            context.add_cookies([own])
            for path in call["paths"]:
                # Each as at a first visit: styles and scripts count.
                page = Page(context, call["base_url"])
                found = page.weigh(path, call["budget"])
                print(f"{path} at {width}: {page.bytes} bytes")
                problems += [f"{path} at {width}: {problem}" for problem in found]
                page.page.close()
        browser.close()
    assert not problems, "\n".join(problems)


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
        # The size is the one that the price is shown for.
        shown = json.loads(page.get_by_label("The same as JSON").input_value())
        size = page.get_by_label("size", exact=True).input_value()
        assert size and shown == {"prompt": "a hen", "seed": 9, "size": size}, shown
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
    "app": app,
    "answers": answers,
    "own_network": own_network,
    "variant_form": variant_form,
    "weigh": weigh,
    "audit": audit,
    "example": example,
    "keyboard": keyboard,
    "day": day,
    "playground": playground,
}

if __name__ == "__main__":
    JOURNEYS[sys.argv[1]](json.loads(pathlib.Path(sys.argv[2]).read_text()))
    print("ok")
