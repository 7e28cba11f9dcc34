"""From what somebody noticed to the answer of an inspection; and from a missing service to paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.axe import faults
from tests.journeys.people import People, choose, go_on, post, press
from tests.served.running import Served

pytestmark = pytest.mark.journey
TITLE = "Oglas za rad na brodu bez ugovora"


def test_a_thing_noticed_becomes_a_letter_with_its_outcome(world: Served, people: People):
    ana = people.page("ana.skola")
    ana.goto(world.url + "/prevention/new/")
    _notice(ana, text="Zvati 063 123 4567")
    # What looks like somebody is shown, and what was typed is still there.
    expect(ana.locator(".error").first).to_contain_text("063 123 4567")
    expect(ana.locator("[name=title]")).to_have_value(TITLE)
    ana.fill("[name=text]", "Traži se polaganje novca unapred.")
    press(ana, "main form.form")
    expect(ana.locator("h1")).to_have_text(TITLE)
    # The title of the page tells nothing of it.
    expect(ana).to_have_title(re.compile(r"^\S+ \d+ – Spona$"))
    there = ana.url
    assert faults(ana) == []
    # A nurse begins to write the same and finds that it is there already.
    nikola = people.page("nikola.zdravlje")
    nikola.goto(world.url + "/prevention/new/")
    _notice(nikola, title="Oglasi za rad na brodu")
    go_on(nikola, nikola.locator("main .note a").first)
    nikola.locator("#again ~ .sheet-body summary, [aria-labelledby=again] summary").first.click()
    nikola.fill("[name=again-seen_on]", _today(nikola))
    post(nikola, "/again/#again")
    expect(nikola.locator("[aria-labelledby=again] .count")).to_have_text("1")
    _letter(ana, there)
    # Whoever leads the network closes it; it leaves the list of what is open.
    mirjana = people.page("mirjana.koordinator")
    mirjana.goto(there)
    mirjana.locator("[aria-labelledby=close] summary").click()
    choose(mirjana, "close-outcome", "measure")
    post(mirjana, "/close/")
    expect(mirjana.locator("#outcome")).to_be_visible()
    mirjana.goto(world.url + "/prevention/")
    expect(mirjana.locator("h3", has_text=TITLE)).to_have_count(0)
    # Another network knows nothing of it.
    cora = people.page("cora.nis")
    assert cora.request.get(there).status == 404


def test_a_missing_service_becomes_a_proposal_for_the_budget(world: Served, people: People):
    ana = people.page("ana.skola")
    ana.goto(world.url + "/prevention/needs/new/vranje/")
    assert faults(ana) == []
    ana.select_option("[name=service]", "psychological_support")
    ana.fill("[name=times]", "7")
    choose(ana, "reason", "waiting")
    ana.fill("[name=waiting_days]", "45")
    ana.fill("[name=cost]", "1.440.000")
    ana.fill("[name=cost_source]", "procena za ovaj test")
    press(ana, "main form.form")
    row = ana.locator("table.lacks tbody tr").first
    expect(row).to_contain_text("1.440.000 RSD")
    assert faults(ana) == []
    with ana.expect_download() as got:
        ana.locator("a[href*='proposal.pdf']").click()
    assert got.value.suggested_filename == "predlog.pdf"
    go_on(ana, row.locator("a.btn"))
    expect(ana.locator("textarea")).to_have_value(re.compile("45"))


def test_the_loop_is_calm_where_there_is_nothing_to_show(world: Served, people: People):
    mirjana = people.page("mirjana.koordinator")
    mirjana.goto(world.url + "/loop/")
    expect(mirjana.locator("h1")).to_be_visible()
    # Which sectors sent nothing would say which ones sent something.
    expect(mirjana.locator("#silent")).to_have_count(0)
    assert faults(mirjana) == []


def _notice(page: Page, *, title: str = TITLE, text: str = "") -> None:
    page.select_option("[name=kind]", "advert")
    page.fill("[name=title]", title)
    page.fill("[name=text]", text)
    page.fill("[name=seen_on]", _today(page))
    page.select_option("[name=source]", "public")
    press(page, "main form.form")


def _letter(page: Page, there: str) -> None:
    page.goto(there)
    go_on(page, page.locator("a[href$='/letter/']"))
    page.fill("[name=recipient_name]", "Inspekcija rada")
    expect(page.locator("[name=body]")).to_have_value(re.compile(TITLE))
    press(page, "main form.form")
    with page.expect_download() as got:
        page.locator("a[href$='letter.docx']").click()
    assert re.fullmatch(r"dopis-\d+\.docx", got.value.suggested_filename)
    page.fill("[name=number]", "114/26")
    press(page, "main form[action$='/sent/']")
    assert faults(page) == []
    choose(page, "answer-outcome", "measure")
    page.fill("[name=answer-note]", "Oglas je uklonjen.")
    press(page, "main form[action$='/answer/']")
    expect(page.locator("#answered")).to_be_visible()


def _today(page: Page) -> str:
    return page.evaluate("new Date().toISOString().slice(0, 10)")
