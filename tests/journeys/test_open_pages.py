"""Pages that stand open hold a lease: what one tab does, and what happens elsewhere, covers them all."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import reporting
from tests.journeys.people import People, post, press
from tests.served.running import Served

pytestmark = pytest.mark.journey
LOGIN = "jelena.zdravlje"
WORDS = "Neko o kome se ne priča"
FORM = "/network/I069/members/new/"


def beside(page: Page, people: People, path: str, world: Served) -> Page:
    """A second tab of the same browser."""
    other = page.context.new_page()
    people.listen(other)
    other.goto(world.url + path)
    return other


def window(page: Page, people: People, path: str) -> Page:
    """A second window of the same browser."""
    with page.expect_popup() as coming:
        page.evaluate("(path) => { window.open(path, '', 'popup,width=600,height=500') }", path)
    people.listen(coming.value)
    coming.value.wait_for_load_state()
    return coming.value


def is_covered(page: Page, why: str, *, seconds: float = 2) -> None:
    expect(page.locator(f"[data-cover-{why}]")).to_be_visible(timeout=seconds * 1000)
    assert page.title() == "Spona"
    assert page.locator("header.topbar").is_hidden()


def is_empty(page: Page) -> None:
    """What was read and typed stands in no element any more, covered or not."""
    assert page.locator("main").evaluate("(one) => one.childNodes.length") == 0
    assert WORDS not in page.content()
    assert page.evaluate(
        "(words) => ![...document.querySelectorAll('input, textarea')]"
        ".some((one) => one.value.includes(words))",
        WORDS,
    )


@pytest.mark.parametrize("where", ["tab", "window"])
def test_signing_out_in_one_covers_the_other_at_once(world: Served, people: People, where: str):
    page = people.again(LOGIN)
    page.goto(world.url + "/desk/")
    other = beside(page, people, FORM, world) if where == "tab" else window(page, people, FORM)
    other.fill("main [name=name]", WORDS)
    page.click("details.menu-person summary")
    page.locator("form[action$='/logout/'] button").click()
    is_covered(other, "ended")
    is_empty(other)
    page.wait_for_url("**/login/**")
    other.click("[data-cover-unlock]")
    other.wait_for_url("**/login/**")


@pytest.mark.parametrize("where", ["tab", "window"])
def test_hiding_one_hides_the_other_and_loses_no_text(world: Served, people: People, where: str):
    page = people.again(LOGIN)
    other = beside(page, people, FORM, world) if where == "tab" else window(page, people, FORM)
    other.fill("main [name=name]", WORDS)
    page.bring_to_front()
    page.click("[data-hide-screen]")
    is_covered(other, "hidden")
    is_empty(other)
    page.wait_for_url("**/locked/**")
    other.click("[data-cover-unlock]")
    other.locator("main form.form [name=password]").wait_for()
    other.fill("[name=password]", world.accounts[LOGIN]["password"])
    press(other, "main form.form")
    expect(other.locator(".kept-text", has_text=WORDS)).to_be_visible()


def test_ended_from_another_computer_is_covered_within_the_lease(world: Served, people: People):
    page = people.again(LOGIN)
    page.clock.install()
    page.goto(world.url + FORM)
    other = beside(page, people, "/desk/", world)
    page.bring_to_front()
    page.fill("main [name=name]", WORDS)
    elsewhere = people.again(LOGIN)
    elsewhere.goto(world.url + "/account/")
    post(elsewhere, "/sessions/end/")
    page.clock.fast_forward(26_000)
    is_covered(page, "ended", seconds=8)
    is_empty(page)
    expect(page.locator("[data-cover-dropped]")).to_be_visible()
    expect(other.locator("[data-cover-dropped]")).to_be_hidden()
    # Nobody touched this tab: the one that asked has told it.
    is_covered(other, "ended", seconds=8)


def test_without_the_script_s_turn_it_is_covered_within_half_a_minute(
    world: Served, people: People
):
    """No installed deadline: the time that a person would wait."""
    page = people.again(LOGIN)
    world.django(
        "from spona.identity.models import Session\n"
        "Session.objects.filter(account__login='jelena.zdravlje').delete()\n"
    )
    is_covered(page, "ended", seconds=32)


def test_a_page_that_comes_into_view_asks_at_once(world: Served, people: People):
    page = people.again(LOGIN)
    world.django(
        "from spona.identity.models import Session\n"
        "Session.objects.filter(account__login='jelena.zdravlje').delete()\n"
    )
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    is_covered(page, "ended", seconds=6)


def test_no_answer_for_a_minute_covers_and_an_answer_uncovers(world: Served, people: People):
    page = people.again(LOGIN)
    page.clock.install()
    page.goto(world.url + FORM)
    page.fill("main [name=name]", WORDS)
    page.context.set_offline(True)
    page.clock.fast_forward(66_000)
    is_covered(page, "away", seconds=6)
    expect(page.locator("[data-cover-unlock]")).to_be_hidden()
    page.context.set_offline(False)
    page.clock.fast_forward(26_000)
    expect(page.locator("[data-cover]")).to_be_hidden(timeout=8000)
    expect(page.locator("main [name=name]")).to_have_value(WORDS)
    # That the server could not be asked is what this is about, and nothing else may be amiss.
    assert [one for one in people.complaints if "DISCONNECTED" not in one] == []
    people.complaints.clear()


def test_at_the_idle_end_the_text_leaves_the_page_and_comes_back_after_the_password(
    world: Served, people: People
):
    page = people.again(LOGIN)
    page.clock.install()
    page.goto(world.url + FORM)
    page.fill("main [name=name]", WORDS)
    page.clock.fast_forward("16:00")
    is_covered(page, "locked")
    is_empty(page)
    expect(page.locator("[data-cover-dropped]")).to_be_hidden()
    page.click("[data-cover-unlock]")
    page.fill("[name=password]", world.accounts[LOGIN]["password"])
    press(page, "main form.form")
    expect(page.locator(".kept-text", has_text=WORDS)).to_be_visible()


def test_who_works_in_one_tab_is_not_idle_in_the_other(world: Served, people: People):
    page = people.again(LOGIN)
    page.clock.install()
    page.goto(world.url + FORM)
    other = beside(page, people, "/desk/", world)
    page.bring_to_front()
    page.clock.fast_forward("12:00")
    # Twelve minutes without an answer cover both until the next one; then somebody can work.
    expect(page.locator("[data-cover]")).to_be_hidden()
    page.keyboard.press("Shift")
    page.wait_for_timeout(500)
    page.clock.fast_forward("04:00")
    for one in (page, other):
        expect(one.locator("[data-cover]")).to_be_hidden()


def test_a_draft_is_saved_before_another_tab_signs_out(world: Served, people: People):
    page = people.again("ana.skola")
    reporting.begin(page, world)
    reporting.signs(page)
    draft = page.url
    reporting.unfold(page)
    page.locator("form[data-autosave-url] [name=name]").fill(WORDS)
    other = beside(page, people, "/desk/", world)
    other.click("details.menu-person summary")
    other.locator("form[action$='/logout/'] button").click()
    is_covered(page, "ended")
    is_empty(page)
    expect(page.locator("[data-cover-dropped]")).to_be_hidden()
    again = people.again("ana.skola")
    again.goto(draft)
    expect(again.locator("main [name=name]")).to_have_value(WORDS)
