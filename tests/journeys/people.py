"""People at their browsers: one context each, signed in once, listened to all the time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request

from tests.served.running import Served

# Chromium writes every answer of 400 and more into the console; those answers are tested by
# what they say. Everything else there is a fault: a refused style, a script that threw.
_EXPECTED = "Failed to load resource: the server responded with a status of 4"


class People:
    """`page(login)` is that person's page, signed in; `stranger()` one that never was here."""

    def __init__(self, browser: Browser, world: Served) -> None:
        self._browser, self._world = browser, world
        self._pages: dict[str, Page] = {}
        self._contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def page(self, login: str) -> Page:
        if login not in self._pages:
            self._pages[login] = enter(self.stranger(), self._world, login)
        return self._pages[login]

    def forget(self, *logins: str) -> None:
        """After days away they sign in anew."""
        for login in logins:
            self._pages.pop(login, None)

    def again(self, login: str, **options: Any) -> Page:
        """A second browser of the same person."""
        return enter(self.stranger(**options), self._world, login)

    def stranger(self, **options: Any) -> Page:
        """A page of a new, empty browser."""
        context = self._browser.new_context(**{"locale": "sr-Latn-RS"} | options)
        self._contexts.append(context)
        context.set_default_timeout(15_000)
        page = context.new_page()
        self.listen(page)
        return page

    def listen(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("request", self._asked)

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _console(self, message: ConsoleMessage) -> None:
        where = message.location.get("url", "")
        if where.endswith("/lease") and "ERR_CONNECTION_REFUSED" in message.text:
            return  # A page asks on while the server is away between two days of a story.
        if message.type in {"error", "warning"} and not message.text.startswith(_EXPECTED):
            self.complaints.append(f"{where}: {message.text}")

    def _asked(self, request: Request) -> None:
        own = urlsplit(self._world.url).netloc
        there = urlsplit(request.url)
        if there.scheme not in {"data", "blob"} and there.netloc != own:
            self.complaints.append(f"asked another host: {request.url}")


def enter(page: Page, world: Served, login: str) -> Page:
    """Through the one page of name, password and code, to the desk."""
    page.goto(f"{world.url}/sr-latn/login/")
    for _ in range(2):
        # The second time: the deadline went on to the next 30 seconds while the form was filled.
        fill_in(page, world.credentials(login))
        press(page)
        page.locator("header.topbar, [role=alert]").first.wait_for()
        if "/desk/" in page.url:
            return page
    raise AssertionError(f"{login} did not get in: {page.locator('main').inner_text()}")


def fill_in(page: Page, values: dict[str, str]) -> None:
    for name, value in values.items():
        page.fill(f"main [name={name}]:visible", value)


def press(page: Page, form: str = "main form") -> None:
    """The one filled button of a page's form."""
    go_on(page, page.locator(f"{form} button.btn-primary").first)


def go_on(page: Page, button: Locator) -> None:
    """Presses, and waits for the next page: a click alone is over before the answer has come, and
    who looks at once looks at a page that is being taken away.
    """
    with page.expect_navigation():
        button.click()


def choose(page: Page, name: str, value: str) -> None:
    """A radio button or a tick box."""
    page.locator(f"main input[name='{name}'][value='{value}']").check()


def post(page: Page, action: str) -> None:
    """Presses the button of the form that goes to `action` (the end of its address)."""
    go_on(page, button_to(page, action))


def button_to(page: Page, action: str) -> Locator:
    return page.locator(f"main form[action$='{action}'] button:not([disabled])").last


def until(condition: Callable[[], bool], page: Page, *, seconds: float = 20) -> None:
    """Looks again and again, letting the page breathe."""
    for _ in range(int(seconds * 5)):
        if condition():
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"it did not come true in {seconds} s at {page.url}")


def step_up(page: Page, world: Served, login: str) -> None:
    """The password and a new code once more; back to where the person was going."""
    page.locator("form[action$='/step-up/']").wait_for()
    for _ in range(2):
        typed = world.credentials(login)
        fill_in(page, {"password": typed["password"], "code": typed["code"]})
        press(page)
        page.locator("header.topbar, [role=alert], a[href='/']").first.wait_for()
        if page.locator("form[action$='/step-up/']").count() == 0:
            return
    raise AssertionError(f"{login} was not let on: {page.locator('main').inner_text()}")
