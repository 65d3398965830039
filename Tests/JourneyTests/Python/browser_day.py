"""The first day of somebody new, from the home page to a top-up, with scripts and without."""

import json
import re
import subprocess

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from browser import Page, drawn, launch, letter

PASSWORD = "correct horse battery"
PAID = "openai-gpt-image-1-5-text-to-image-medium"


def day(call):
    for has_scripts in (True, False):
        with sync_playwright() as play:
            browser = launch(play)
            context = browser.new_context(java_script_enabled=has_scripts)
            view = Page(context, call["base_url"])
            ann = Day(call, view, f"ann{int(has_scripts)}@example.com")
            ann.axe = Axe() if has_scripts else None
            ann.walk()
            assert not view.problems, view.problems
            browser.close()


class Day:
    axe = None

    def __init__(self, call, view, email):
        self.call = call
        self.base = call["base_url"]
        self.view = view
        self.page = view.page
        self.email = email

    def walk(self):
        self.sign_up()
        key = self.make_key()
        task = self.order(key)
        self.compare()
        self.look_at(task)
        self.resend(task)
        self.reach_the_cap(key)
        self.top_up()
        self.revoke()
        self.leave_and_return()

    def look(self):
        """What only a form's answer shows is looked at where it comes up."""
        if self.axe:
            found = self.axe.run(self.page).response["violations"]
            places = [(v["id"], [n["target"] for n in v["nodes"]][:4]) for v in found]
            assert not places, (self.page.url, places)

    def press(self, name, within=None):
        (within or self.page).get_by_role("button", name=name).click()

    def go(self, name):
        self.page.get_by_role("link", name=name, exact=True).click()

    def sign_up(self):
        page = self.page
        page.goto(self.base)
        page.get_by_role("link", name="Start with $10 free").click()
        page.get_by_label("E-mail address").fill(self.email)
        page.get_by_label("Password").fill("short")
        self.press("Sign up")
        assert "Use at least 10 characters." in page.content()
        self.look()
        assert page.get_by_label("E-mail address").input_value() == self.email
        page.get_by_label("Password").fill(PASSWORD)
        self.press("Sign up")
        assert "Look into your mail" in page.content()
        self.look()
        page.goto(letter(self.call, "/verify"))
        self.look()
        self.press("Confirm")
        assert page.url == self.base + "/dashboard", page.url
        assert "1428.57 credits" in page.content()

    def make_key(self):
        page = self.page
        self.go("Keys")
        page.get_by_label("Name").fill("first")
        self.press("Make a key")
        self.look()
        return re.search(r"sk-aig-[0-9A-Za-z]{44}", page.content()).group(0)

    def curl(self, key, model, prompt, **more):
        """As the page's own line calls it, in a shell."""
        body = {"model": model, "input": {"prompt": prompt}, **more}
        text = subprocess.run(
            ["curl", "-sS", self.base + "/api/v1/jobs/createTask", "-H", f"Authorization: Bearer {key}",
             "-H", "Content-Type: application/json", "-H", "Prefer: wait=60", "-d", json.dumps(body)],
            capture_output=True, check=True, text=True,
        ).stdout
        return json.loads(text)

    def order(self, key):
        paid = self.curl(key, PAID, "a red fox", callBackUrl=self.call["hook"])["data"]
        assert paid["state"] == "success", paid
        refused = self.curl(key, "sandbox-instant", "a red fox !refuse")["data"]
        assert refused["state"] == "fail", refused
        page = self.page
        self.go("Tasks")
        assert "2 tasks, 1 done. Spent 4.00 credits" in page.inner_text("main")
        page.get_by_label("State").select_option("fail")
        self.press("Show")
        assert "Not charged" in page.inner_text("table")
        return paid["taskId"]

    def compare(self):
        """Three variants, one of which refuses what the others draw."""
        page = self.page
        variants = f"sandbox-instant,{PAID},sandbox-flaky"
        page.goto(self.base + "/playground?variants=" + variants)
        page.get_by_label("Prompt").fill("[fault moderated-input] a red fox")
        self.press("Run · ")
        page.wait_for_url("**/playground/runs/**")
        drawn(page, 3)
        page.locator("#summary", has_text="Fastest: ").wait_for()
        text = page.inner_text("#run")
        assert "Not charged" in text, text
        assert page.locator("#run").get_by_role("img").count() == 2, text
        self.press("B is best")
        assert "Best" in page.inner_text("#cell-B")

    def look_at(self, task):
        page = self.page
        page.goto(self.base + "/t/" + task)
        assert page.get_by_role("img", name="Picture 1: a red fox").is_visible()
        main = page.inner_text("main")
        assert "Was held: 4.00 credits ($0.0280). Spent: 4.00 credits ($0.0280). Returned: 0.00 credits ($0.0000)." in main, main

    def resend(self, task):
        """The receiver answered 410, which ends it; now it takes it."""
        page = self.page
        path = "/dashboard/tasks/" + task
        for _ in range(100):
            page.goto(self.base + path)
            if "410" in page.inner_text("main"):
                break
            page.wait_for_timeout(100)
        assert "410" in page.inner_text("main")
        self.press(re.compile("^Resend"))
        for _ in range(100):
            page.goto(self.base + path)
            if ", 200 in" in page.inner_text("main"):
                break
            page.wait_for_timeout(100)
        assert ", 200 in" in page.inner_text("main"), page.inner_text("main")
        self.look()

    def reach_the_cap(self, key):
        page = self.page
        self.go("Billing")
        page.get_by_label("Stop at").fill("-3")
        self.press("Set the limits")
        assert "Must be an amount in dollars" in page.inner_text("main")
        self.look()
        page.get_by_label("Stop at").fill("0.03")
        self.press("Set the limits")
        answer = self.curl(key, PAID, "a second fox")
        assert answer["code"] == 433, answer
        self.go("Billing")
        assert "0.0280 of $0.0300" in page.inner_text("main"), page.inner_text("main")
        self.look()
        page.get_by_label("Stop at").fill("")
        self.press("Set the limits")
        paid = self.curl(key, PAID, "a second fox")["data"]
        assert paid["state"] == "success", paid

    def top_up(self):
        page = self.page
        self.go("Billing")
        page.get_by_label("Amount").fill("2")
        self.press("Go on to pay")
        assert "Must be in whole cents, $5 to $1000." in page.inner_text("main")
        self.look()
        page.get_by_label("Amount").fill("25")
        self.press("Go on to pay")
        # From here to the return the page is not ours.
        self.view.base = self.call["stripe"]
        self.go("Pay $25.00 at Stripe")
        self.press("Pay")
        page.wait_for_url(self.base + "/dashboard/billing/top-ups/**")
        self.view.problems.clear()
        self.view.base = self.base
        assert "Paid. $25.00 is in your balance." in page.inner_text("main")
        self.look()
        self.go("See the statement")
        assert "Top-up by card" in page.inner_text("main")
        assert "34.9440" in page.inner_text("main"), page.inner_text("main")

    def revoke(self):
        self.go("Keys")
        self.page.get_by_role("link", name="Revoke").first.click()
        self.press("Revoke it")
        assert "Revoked" in self.page.inner_text("table")

    def leave_and_return(self):
        page = self.page
        self.press("Dark")
        assert page.get_attribute("html", "data-theme") == "dark"
        self.press("Log out")
        page.goto(self.base + "/dashboard/settings")
        page.get_by_label("E-mail address").fill(self.email)
        page.get_by_label("Password").fill(PASSWORD)
        self.press("Log in")
        assert page.url == self.base + "/dashboard/settings", page.url
