"""What only a form's answer shows, at one width in each theme, looked at by axe-core."""

import pathlib

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from browser import Page, app_code, launch

PASSWORD = "correct horse battery"


def answers(call):
    problems = []
    with sync_playwright() as play:
        browser = launch(play)
        for width, scheme in ((1280, "light"), (320, "dark")):
            window = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
            context = browser.new_context(**window)
            own = {"name": "aig_session", "value": call["cookie"], "url": call["base_url"]}
            context.add_cookies([own])
            answers = Answers(call, context, f"{width}-{scheme}")
            answers.operator()
            stranger = Answers(call, browser.new_context(**window), f"{width}-{scheme}")
            answers.second_step(stranger)
            answers.shop()
            stranger.people()
            for seen in (answers, stranger):
                problems += [f"{width} {scheme}: {problem}" for problem in seen.view.problems]
                seen.page.context.close()
        browser.close()
    assert not problems, "\n".join(problems)


class Answers:
    def __init__(self, call, context, suffix):
        self.call = call
        self.suffix = suffix
        self.view = Page(context, call["base_url"])
        self.page = self.view.page
        self.axe = Axe()

    def open(self, path):
        self.page.goto(self.call["base_url"] + path)

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()

    def see(self, name, text):
        """What is there must say `text`."""
        self.page.wait_for_load_state("networkidle")
        main = self.page.inner_text("main")
        assert text in main, (name, main)
        before = len(self.view.problems)
        self.view.measure()
        self.view.examine(self.axe, self.picture(name))
        found = self.view.problems[before:]
        self.view.problems[before:] = [f"{name}: {problem}" for problem in found]

    def picture(self, name):
        return pathlib.Path(self.call["screenshots"]) / f"answer_{name}-{self.suffix}.png"

    def operator(self):
        self.open("/admin/prices")
        sheet = self.page.get_by_label("Sheet", exact=True)
        url = self.call["base_url"] + "/admin/prices.csv"
        lines = self.page.request.get(url).text().splitlines()
        cells = lines[1].split(",")
        price = lines[0].split(",").index(self.call["price_column"])
        cells[price] = "9.99"
        sheet.fill("\n".join([lines[0], ",".join(cells)]) + "\n")
        self.press("Show what it changes")
        self.see("prices_preview", "What the sheet changes: 1 row")
        self.page.get_by_label("Sheet", exact=True).fill("a,b\n1,2\n")
        self.press("Show what it changes")
        self.see("prices_refused", "The first line must be")
        self.open("/admin/providers")
        self.page.get_by_label("Key", exact=True).fill("sk-wrong")
        self.page.get_by_label("Base URL").fill(self.call["nowhere"])
        self.page.get_by_label("Provider", exact=True).fill("elsewhere")
        self.page.locator("form.stack").get_by_role("button", name="Test", exact=True).click()
        self.see("provider_refused", "The key could not be tested: connection refused.")
        self.page.get_by_label("Key", exact=True).fill(self.call["key"])
        self.page.get_by_label("Base URL").fill(self.call["somewhere"])
        self.page.locator("form.stack").get_by_role("button", name="Test", exact=True).click()
        self.see("provider_tested", "Tested: the key works")
        self.open("/admin/providers")
        rule = self.page.locator("form.filter").filter(has=self.page.locator("#weight-openai"))
        rule.locator("#weight-openai").fill("heavy")
        rule.get_by_role("button").click()
        self.see("rule_refused", "Must be a whole number")
        assert self.page.locator("#weight-openai").input_value() == "heavy"
        self.open("/admin/codes")
        self.page.get_by_label("Credit (USD)").fill("5")
        self.page.get_by_label("Codes", exact=True).fill("2")
        self.press("Make them")
        self.see("codes_made", "They are shown this once.")
        self.page.get_by_label("Credit (USD)").fill("much")
        self.press("Make them")
        self.see("codes_refused", "Must be an amount in USD")
        self.open("/admin/users/1001")
        self.page.get_by_label("Amount (USD)").fill("-1")
        self.page.get_by_label("Reason").fill("a gift")
        self.press("Give it")
        self.see("grant_refused", "Must be an amount")
        self.open("/admin/users?q=nobody+at+all")
        self.see("users_none", "Nobody fits this search.")

    def second_step(self, stranger):
        """Turned on, asked for when somebody else knows the password, turned off."""
        self.open("/dashboard/settings/second-step")
        self.press("Set it up")
        secret = self.page.get_by_label("The key for the app").inner_text()
        self.see("second_step_secret", "Type the code that it shows.")
        self.page.get_by_label("Code", exact=True).fill("000000")
        self.press("Turn it on")
        self.see("second_step_refused", "This code is not right")
        self.page.get_by_label("Code", exact=True).fill(app_code(secret))
        self.press("Turn it on")
        self.see("second_step_codes", "Your recovery codes")
        code = self.page.locator("pre").inner_text().split()[0]
        stranger.open("/login")
        stranger.page.get_by_label("E-mail address").fill("root@example.com")
        stranger.page.get_by_label("Password").fill(PASSWORD)
        stranger.press("Log in")
        stranger.see("log_in_code", "Code")
        stranger.page.get_by_label("Code", exact=True).fill("000000")
        stranger.page.get_by_role("main").get_by_role("button").click()
        stranger.see("log_in_code_refused", "not right")
        self.page.get_by_label("Code", exact=True).fill(code)
        self.press("Turn it off")
        self.page.wait_for_url(self.call["base_url"] + "/dashboard/settings")

    def shop(self):
        self.open("/dashboard/keys")
        self.page.get_by_label("Name").fill("robot")
        self.page.get_by_text("More caps, lists and scopes").click()
        self.page.get_by_label("Only these models").fill("no-such-model")
        self.press("Make a key")
        self.see("key_refused", "There is no model")
        self.open("/dashboard/billing")
        self.page.get_by_label("Code", exact=True).fill("AIG-0000-0000-0000")
        self.press("Redeem")
        self.see("code_refused", "This code is not valid")
        self.open("/dashboard/webhooks")
        self.page.get_by_label("Address", exact=True).fill("ftp://example.com")
        self.press("Add the address")
        self.see("address_refused", "https")
        self.press("Show it")
        self.see("webhook_secret", "It signs every callback")

    def people(self):
        self.open("/signup")
        self.page.get_by_label("E-mail address").fill("ann@example.com")
        self.page.get_by_label("Password").fill("password12")
        self.press("Sign up")
        self.see("sign_up_refused", "tried first")
        self.open("/login")
        self.page.get_by_label("E-mail address").fill("root@example.com")
        self.page.get_by_label("Password").fill("not this one")
        self.press("Log in")
        self.see("log_in_refused", "do not belong together")
        self.open("/models/sandbox/sandbox-instant")
        self.page.get_by_label("size").first.fill("7x7")
        self.page.locator(".variant-form button.primary").click()
        self.see("variant_refused", "Not run, and nothing was charged")
