"""The public door as a browser without script uses it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

from tests.journeys.people import People, go_on
from tests.served.running import Served

PHONE = {"width": 390, "height": 844}
TEXT = "U kući preko puta radi nekoliko devojaka. Vrata su zaključana i danju."


def phone(people: People) -> Page:
    """An old phone: small, and without script."""
    return people.stranger(java_script_enabled=False, viewport=PHONE)


def press(page: Page) -> None:
    """The filled button of the page."""
    go_on(page, page.locator("main form button.big:not(.is-plain)").first)


def write(page: Page, world: Served, language: str, text: str = TEXT) -> str:
    """From the list of towns to the code, by links and buttons only."""
    page.goto(f"{world.url}/{language}/message/")
    page.locator("main a[href$='/message/in/vranje/']").click()
    page.locator("main a[href$='/new/']").click()
    press(page)
    page.locator("[name=text]").fill(text)
    page.locator("[name=children][value=not_sure]").check()
    page.locator("[name=who][value=somebody]").check()
    press(page)
    return "-".join(page.locator("#code").inner_text().split())


def come_back(page: Page, world: Served, language: str, code: str) -> str:
    """The thread behind a code, as text."""
    page.goto(f"{world.url}/{language}/message/back/")
    page.locator("[name=code]").fill(code.lower().replace("-", " "))
    press(page)
    return page.locator("main").inner_text()


def leaves_nothing(page: Page) -> list[str]:
    """Cookies, anything a page has stored, and a title that tells."""
    state = page.context.storage_state(indexed_db=True)
    found = [f"cookie {one['name']}" for one in state["cookies"]]
    found += [f"storage of {one['origin']}" for one in state["origins"]]
    if page.title() != "Spona":
        found.append(f"title {page.title()}")
    return found


@contextmanager
def weighed(page: Page) -> Iterator[list[float]]:
    """Bytes that came over the line for each answer meanwhile, heads included; nothing is cached."""
    line, came = page.context.new_cdp_session(page), list[float]()
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    line.on("Network.loadingFinished", lambda told: came.append(told["encodedDataLength"]))
    yield came
    line.detach()
