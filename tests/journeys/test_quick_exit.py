"""The quick exit as a frightened person uses it: with a finger, with Esc, with Shift, with Back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import tips
from tests.journeys.people import People
from tests.served.running import Served

pytestmark = pytest.mark.journey
WAYS = ("click", "Escape", "Shift Shift Shift")


def leave(page: Page, way: str) -> None:
    if way == "click":
        page.locator("[data-quick-exit]").click(no_wait_after=True)
    else:
        for key in way.split():
            page.keyboard.press(key)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("path", ["en/help/vranje/", "ar/help/", "en/message/in/vranje/new/"])
def test_it_blanks_first_leaves_and_back_does_not_return(
    world: Served, people: People, path: str, way: str
):
    page = people.stranger(viewport=tips.PHONE)
    page.goto("about:blank")
    page.goto(f"{world.url}/{path}")
    if path.endswith("new/"):
        page.locator("[name=text]").fill("Vrata su zaključana.")
    # What is left to read when the finger's or the key's own event is over, however slow the network.
    left: list[str] = []
    page.on("console", lambda message: left.append(message.text))
    page.evaluate(
        """() => { for (const kind of ["click", "keydown"]) addEventListener(kind, () =>
        console.log(`left:${document.title}:${document.body.textContent}`)); }"""
    )
    page.route("**/exit/", lambda route: route.fulfill(body="the weather"))
    leave(page, way)
    expect(page.locator("body")).to_have_text("the weather")
    assert left[-1] == "left::"
    page.go_back()
    assert page.url == "about:blank"


def test_a_capital_letter_is_no_way_out(world: Served, people: People):
    page = people.stranger(viewport=tips.PHONE)
    page.goto(f"{world.url}/en/message/in/vranje/new/")
    text = page.locator("[name=text]")
    for letter in "ABC":
        text.press(f"Shift+{letter}")
    expect(text).to_have_value("ABC")
    expect(page.locator("h1")).to_be_visible()


def test_without_script_it_is_a_link_and_the_page_says_what_it_cannot_do(
    world: Served, people: People
):
    page = tips.phone(people)
    page.route("**/exit/", lambda route: route.fulfill(body="the weather"))
    for path in ("en/help/", "en/message/in/vranje/"):
        page.goto(f"{world.url}/{path}")
        expect(page.get_by_text("Back shows this page again")).to_be_visible()
        expect(page.get_by_text("Back does not show it again")).to_be_hidden()
        page.locator("[data-quick-exit]").click()
        expect(page.locator("body")).to_have_text("the weather")
        page.go_back()
        expect(page.locator("h1")).to_be_visible()


def test_with_script_the_page_says_which_keys_lead_away(world: Served, people: People):
    page = people.stranger(viewport=tips.PHONE)
    page.goto(f"{world.url}/en/help/")
    expect(page.get_by_text("Shift pressed three times")).to_be_visible()
    expect(page.get_by_text("Back shows this page again")).to_be_hidden()
    assert (
        page.evaluate("Object.keys(localStorage).length + Object.keys(sessionStorage).length") == 0
    )
    assert page.context.cookies() == []
