"""The network in pictures: read by keyboard, on a telephone, as a table and as a file."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.axe import faults
from tests.journeys.languages import in_turn
from tests.journeys.people import People, go_on, post
from tests.served.running import Served

# The paths that its proofs rest on: `./spona prove --changed` runs them when one changed.
PROVES = (
    "src/spona",
    "tests/journeys",
    "tests/served",
)

pytestmark = pytest.mark.journey
PHONE = {"width": 390, "height": 844}
# A meeting a month ago at which three of four were.
A_MEETING = """
import datetime as dt
from django.utils import timezone
from spona.directory.models import Institution, Member, Network
from spona.meetings.models import Attendance, Meeting
at = timezone.now() - dt.timedelta(days=30)
who = Member.objects.get(person__account__login="mirjana.koordinator")
made = Meeting.objects.create(
    reference="M-7K3M-Q2", form="table", network=Network.objects.get(slug="vranje"),
    institution=who.institution, called_by=who, called_at=at, announced_at=at, starts_at=at,
    held_at=at, ended_at=at)
for code, said in (("I070", "present"), ("I068", "present"), ("I069", "deputy"), ("E001", "absent")):
    Attendance.objects.create(
        meeting=made, institution=Institution.objects.get(code=code), presence=said,
        recorded_at=at)
"""


def test_the_pictures_are_read_by_keyboard_and_say_what_the_tables_say(
    world: Served, people: People
):
    world.django(A_MEETING)
    mirjana = people.page("mirjana.koordinator")
    mirjana.goto(world.url + "/network/overview/")
    expect(mirjana.locator("h1")).to_be_visible()
    # Three pairs met: three lines, three rows, three rows of the file.
    expect(mirjana.locator("svg.circle path.tie")).to_have_count(3)
    _open_by_keyboard(mirjana, "[aria-labelledby=together] details.more > summary")
    rows = mirjana.locator("[aria-labelledby=together] table tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.first).to_be_visible()
    link = mirjana.locator("[aria-labelledby=together] a[href*='together.csv']")
    file = mirjana.request.get(world.url + link.get_attribute("href"))
    assert file.headers["content-disposition"] == 'attachment; filename="zajedno.csv"'
    assert len(file.text().strip().splitlines()) == 4
    # A place is a link that a keyboard reaches, and it leads to its institution.
    place = mirjana.locator("svg.circle a.place").nth(2)
    place.focus()
    assert mirjana.evaluate("document.activeElement.tagName.toLowerCase()") == "a"
    with mirjana.expect_navigation():
        mirjana.keyboard.press("Enter")
    assert re.search(r"/network/[IE]\d+/$", mirjana.url)
    mirjana.goto(world.url + "/network/overview/")
    expect(mirjana.locator(".months text")).to_have_text("3/4")
    expect(mirjana.locator("svg.town-map a.dot")).to_have_count(7)
    expect(mirjana.locator("svg.town-map a.dot.is-own")).to_have_count(1)
    assert faults(mirjana) == []


def test_on_a_telephone_the_picture_is_a_list(world: Served, people: People):
    world.django(A_MEETING) if not _has_met(world) else None
    mirjana = people.again("mirjana.koordinator", viewport=PHONE)
    mirjana.goto(world.url + "/network/overview/")
    expect(mirjana.locator("svg.circle")).to_be_hidden()
    expect(mirjana.locator(".with-whom > li")).to_have_count(1)
    expect(mirjana.locator("table.covers tbody tr").first).to_be_visible()
    width = mirjana.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]


def test_a_desk_with_no_case_and_one_with_cases(world: Served, people: People):
    ana = people.page("ana.skola")
    ana.goto(world.url + "/desk/")
    overview = ana.locator("[aria-labelledby=asked] a[href='/network/overview/']")
    go_on(ana, overview)
    expect(ana.locator("th.is-own")).to_have_text(re.compile("Vranje"))
    assert faults(ana) == []
    mirjana = people.page("mirjana.koordinator")
    mirjana.goto(world.url + "/desk/")
    expect(mirjana.locator("#ready")).to_be_visible()
    expect(mirjana.locator("[aria-labelledby=life-vranje] .months > li")).to_have_count(12)
    assert faults(mirjana) == []
    go_on(mirjana, mirjana.locator("[aria-labelledby=waits] a[href='/desk/between/']"))
    expect(mirjana.locator("h1")).to_be_visible()
    assert faults(mirjana) == []
    assert ana.request.get(world.url + "/desk/between/").status == 403


def test_whoever_has_a_code_is_there_by_one_press(world: Served, people: People):
    stranger = people.stranger()
    stranger.goto(world.url + "/sr-latn/")
    go_on(stranger, stranger.get_by_role("link", name="Imam kod"))
    expect(stranger.locator("main input").first).to_be_visible()


def test_the_first_page_of_an_invitation_is_read_in_ones_own_language(
    world: Served, people: People
):
    stranger = people.stranger()
    stranger.goto(world.url + "/sr/welcome/")
    go_on(stranger, stranger.get_by_role("link", name="English"))
    expect(stranger.locator("h1")).to_have_text("Welcome")
    assert faults(stranger) == []


def _open_by_keyboard(page: Page, summary: str) -> None:
    page.locator(summary).focus()
    page.keyboard.press("Enter")


def _has_met(world: Served) -> bool:
    said = world.django(
        "from spona.meetings.models import Meeting\n"
        "print(Meeting.objects.filter(reference='M-7K3M-Q2').exists())"
    )
    return "True" in said


@in_turn("sr", "en")
@pytest.mark.parametrize("letters", [16, 26])
def test_on_a_phone_the_end_of_a_page_is_never_below_the_tabs(
    people: People, world: Served, language: str, letters: int
):
    """Also where the words below need two lines, in Cyrillic or in large letters."""
    bea = people.page("bea.csr")
    before = bea.viewport_size
    bea.goto(f"{world.url}/account/")
    bea.check(f"main [name=language][value='{language}']")
    post(bea, "/preferences/")
    try:
        bea.set_viewport_size({"width": 390, "height": 844})
        bea.goto(f"{world.url}/desk/")
        bea.evaluate(f"document.documentElement.style.fontSize = '{letters}px'")
        bea.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
        covered = bea.evaluate(
            """() => {
              const tabs = document.querySelector('.tabbar').getBoundingClientRect();
              const foot = document.querySelector('.foot');
              const words = [...foot.querySelectorAll('p, a')];
              return words
                .filter((one) => one.getBoundingClientRect().bottom > tabs.top + 1)
                .map((one) => one.textContent.trim());
            }"""
        )
        assert covered == []
        assert (
            bea.evaluate("document.querySelector('.tabbar').getBoundingClientRect().bottom") <= 844
        )
    finally:
        bea.set_viewport_size(before)  # type: ignore[arg-type]
