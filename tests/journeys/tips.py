"""The public door as a browser without script uses it."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.journeys.people import People
from tests.served.running import Served

PHONE = {"width": 390, "height": 844}
TEXT = "U kući preko puta radi nekoliko devojaka. Vrata su zaključana i danju."


def phone(people: People) -> Page:
    """An old phone: small, and without script."""
    return people.stranger(java_script_enabled=False, viewport=PHONE)


def press(page: Page) -> None:
    """The filled button of the page."""
    page.locator("main form button.big:not(.is-plain)").first.click()


def write(page: Page, world: Served, language: str, text: str = TEXT) -> str:
    """From the list of towns to the code, by links and buttons only."""
    page.goto(f"{world.url}/{language}/word/")
    page.locator("main a[href$='/word/in/vranje/']").click()
    page.locator("main a[href$='/new/']").click()
    press(page)
    page.locator("[name=text]").fill(text)
    page.locator("[name=children][value=not_sure]").check()
    page.locator("[name=who][value=somebody]").check()
    press(page)
    return page.locator("#code").inner_text().replace("\n", "")


def come_back(page: Page, world: Served, language: str, code: str) -> str:
    """The thread behind a code, as text."""
    page.goto(f"{world.url}/{language}/word/back/")
    page.locator("[name=code]").fill(code.lower().replace("-", " "))
    press(page)
    return page.locator("main").inner_text()


def leaves_nothing(page: Page) -> list[str]:
    """Cookies, and a title that tells; storage cannot be asked where no script runs."""
    found = [f"cookie {one['name']}" for one in page.context.cookies()]
    if page.title() != "Spona":
        found.append(f"title {page.title()}")
    return found
