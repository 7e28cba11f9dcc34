"""What the network stands on: a document with its paper, who signed it, what each institution has,
and who comes after somebody who leaves.
"""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.axe import faults
from tests.journeys.people import People, go_on, press
from tests.served.running import Served

pytestmark = pytest.mark.journey
PAPER = {"name": "Memorandum.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 an act"}
SOON = """
from spona.mandates import jobs
print(jobs.remind())
"""


def day(days: int) -> str:
    return (dt.datetime.now(dt.UTC).date() + dt.timedelta(days=days)).isoformat()


def test_a_document_is_written_down_signed_and_renewed_in_time(world: Served, people: People):
    mirjana = people.page("mirjana.koordinator")
    mirjana.goto(world.url + "/mandates/documents/")
    assert faults(mirjana) == []
    go_on(mirjana, mirjana.locator(".head-end .btn-primary"))
    # Days that run backwards: a sentence, and what was typed is still there.
    mirjana.select_option("[name=kind]", "memorandum")
    mirjana.fill("[name=number]", "06-12/24")
    mirjana.fill("[name=signed_on]", day(-30))
    mirjana.fill("[name=last_day]", day(-40))
    press(mirjana)
    expect(mirjana.locator("main [role=alert]")).to_be_visible()
    expect(mirjana.locator("[name=number]")).to_have_value("06-12/24")
    assert faults(mirjana) == []
    mirjana.fill("[name=last_day]", day(30))
    mirjana.locator("[name=quorum][value=more_than_half]").check()
    mirjana.set_input_files("[name=paper]", PAPER)
    press(mirjana)
    expect(mirjana.locator(".note.is-done")).to_be_visible()
    # Who has signed, several at once.
    go_on(mirjana, mirjana.locator("a[href$='/signatures/']"))
    assert faults(mirjana) == []
    boxes = mirjana.locator("[name=institutions]")
    for n in range(3):
        boxes.nth(n).check()
    mirjana.fill("[name=signed_by]", "direktor")
    press(mirjana)
    expect(mirjana.locator("[aria-labelledby=signed] > ul > li")).to_have_count(3)
    assert faults(mirjana) == []
    # It ends in thirty days, so it waits on her desk; a colleague of the network reads it.
    world.django(SOON)
    mirjana.goto(world.url + "/desk/")
    expect(mirjana.locator("main a[href*='/mandates/documents/']").first).to_be_visible()
    ana = people.page("ana.skola")
    ana.goto(world.url + "/mandates/documents/")
    expect(ana.locator("main")).to_contain_text("06-12/24")
    assert ana.locator("main a[href$='/correct/']").count() == 0
    with ana.expect_download() as got:
        ana.locator("main a[href$='/paper/']").first.click()
    assert got.value.suggested_filename == "akt.pdf"


def test_an_institution_writes_down_what_it_has(world: Served, people: People):
    bea = people.page("bea.csr")
    bea.goto(world.url + "/mandates/conditions/vranje/")
    assert faults(bea) == []
    go_on(bea, bea.locator("table a[href$='/I068/']"))
    go_on(bea, bea.locator("a[href$='/training/']"))
    bea.fill("[name=on]", day(2))
    press(bea)
    expect(bea.locator("main [role=alert]")).to_be_visible()
    bea.fill("[name=on]", day(-20))
    press(bea)
    expect(bea.locator("[aria-labelledby=has] details")).to_have_count(1)
    assert faults(bea) == []
    # The network says that nothing arrives without it; then nobody opens their own door.
    mirjana = people.page("mirjana.koordinator")
    mirjana.goto(world.url + "/mandates/conditions/vranje/")
    go_on(mirjana, mirjana.locator("form:has([value=training]) button"))
    expect(mirjana.locator("thead use[href$='lock']")).to_have_count(1)
    assert bea.request.get(world.url + "/mandates/conditions/vranje/I068/training/").status == 403
    go_on(mirjana, mirjana.locator("form:has([value=training]) button"))


def test_who_leaves_hands_over_in_one_step(world: Served, people: People):
    bea = people.page("bea.csr")
    bea.goto(world.url + "/mandates/seats/vranje/")
    assert faults(bea) == []
    go_on(bea, bea.locator("main a[href*='/mandates/people/']").nth(1))
    expect(bea.locator("[aria-labelledby=holds] li")).to_have_count(1)
    assert faults(bea) == []
    vesna = bea.locator("[name=successor] option", has_text=re.compile("Vesna"))
    bea.select_option("[name=successor]", vesna.first.get_attribute("value"))
    bea.fill("[name=last_day]", day(400))
    press(bea, "main form:has([name=successor])")
    expect(bea.locator("main .note.is-done")).to_be_visible()
    bea.goto(world.url + "/mandates/seats/vranje/")
    expect(_line(bea, "I068")).to_contain_text("Vesna")


def test_the_picture_of_all_towns_is_a_list_and_a_file_too(world: Served, people: People):
    cora = people.page("cora.nis")
    cora.goto(world.url + "/mandates/coverage/")
    expect(cora.locator("table.covers thead th")).to_have_count(8)
    assert faults(cora) == []
    go_on(cora, cora.locator("a[href='?as=list']").first)
    assert cora.locator("tbody tr").count() >= 7 * 11
    assert faults(cora) == []
    # Names of people only of one's own network.
    assert "Bea" not in cora.locator("main").inner_text()
    with cora.expect_download() as got:
        cora.locator("a[href$='/xlsx/']").click()
    assert got.value.suggested_filename == "pokrivenost.xlsx"
    cora.set_viewport_size({"width": 390, "height": 844})
    cora.goto(world.url + "/mandates/coverage/")
    assert cora.evaluate("document.documentElement.scrollWidth") <= 390


def _line(page: Page, code: str):
    return page.locator(f"tbody tr:has(a[href$='/network/{code}/'])")
