"""One part of a file in two browsers at once: what each wrote is kept, field by field."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.people import People, press
from tests.journeys.reporting import neutral, taken_over
from tests.served.running import Served

pytestmark = pytest.mark.journey
FORM = "main form.over-main"


@pytest.fixture(scope="module")
def case(world: Served, people: People) -> str:
    """A file that Vesna leads."""
    return taken_over(world, people)


def _open(page: Page, world: Served, case: str) -> None:
    page.goto(f"{world.url}/cases/{case}/edit/health/")


def test_what_the_other_browser_wrote_beside_mine_stays(world: Served, people: People, case: str):
    first, second = people.page("vesna.csr"), people.again("vesna.csr")
    _open(first, world, case)
    _open(second, world, case)
    before = first.locator("main [name=allergies]").input_value()
    first.fill("main [name=doctor]", "Dr Prva, izmišljena")
    press(first, FORM)
    expect(first.locator("#health")).to_contain_text("Dr Prva")
    second.fill("main [name=allergies]", f"{before} Polen, izmišljeno.".strip())
    press(second, FORM)
    # Nothing is saved unseen: the page comes back with both answers in one form.
    neutral(second)
    expect(second.locator("main [name=doctor]")).to_have_value("Dr Prva, izmišljena")
    expect(second.locator("main [name=allergies]")).to_have_value(
        f"{before} Polen, izmišljeno.".strip()
    )
    expect(second.locator("aside.over-side")).to_have_count(0)
    press(second, FORM)
    for words in ("Dr Prva", "Polen"):
        expect(second.locator("#health")).to_contain_text(words)


def test_where_both_wrote_in_one_field_both_answers_are_seen(
    world: Served, people: People, case: str
):
    first, second = people.page("vesna.csr"), people.again("vesna.csr")
    _open(first, world, case)
    _open(second, world, case)
    first.fill("main [name=doctor]", "Dr Treća, izmišljena")
    press(first, FORM)
    second.fill("main [name=doctor]", "Dr Četvrta, izmišljena")
    press(second, FORM)
    expect(second.locator("aside.over-side")).to_contain_text("Dr Treća")
    expect(second.locator("main [name=doctor]")).to_have_value("Dr Četvrta, izmišljena")
    # The other one's page shows what stands there until that is decided.
    first.reload()
    expect(first.locator("#health")).to_contain_text("Dr Treća")
    press(second, FORM)
    expect(second.locator("#health")).to_contain_text("Dr Četvrta")
    # What it replaced is an earlier text.
    second.locator("#health a[href*='/history/health/']").first.click()
    second.wait_for_url("**/history/health/*/")
    expect(second.locator("main del", has_text="Dr Treća")).to_have_count(1)
