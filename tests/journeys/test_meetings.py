"""A meeting of the network through real browsers: called, answered, written live, closed, signed."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.journeys import reporting
from tests.journeys.axe import faults
from tests.journeys.people import People, choose, go_on, post, until
from tests.journeys.reporting import neutral
from tests.served.running import Served

pytestmark = pytest.mark.journey
TITLE, PLACE, POINT = "Jesenja sednica, čvarak", "Gradska kuća, sala 2", "Uputi i rokovi, mrgud"
SAID, DECIDED = "Rečeno je mirno, švigar", "Sastaviti raspored dežurstva, klobuk"
# As if its hour had come: nobody writes down before it who was there.
BEGINS = """
from datetime import timedelta
from django.utils import timezone
from spona.meetings.models import Meeting
row = Meeting.objects.get(reference="%s")
row.starts_at, row.ends_at = timezone.now(), timezone.now() + timedelta(hours=2)
row.save()
"""
PDF = b"%PDF-1.7\n%%EOF"


def test_a_meeting_is_called_held_and_signed(world: Served, people: People, tmp_path: Path):
    mirjana, bea = people.page("mirjana.koordinator"), people.page("bea.csr")
    reference = _mirjana_calls(mirjana, world)
    _mail_says_nothing(world, reference)
    _bea_comes(bea, world, reference)
    _the_calendar_is_neutral(bea, world, reference, tmp_path)
    _one_more_point(mirjana, world, reference)
    _strangers_find_nothing(people.page("cora.nis"), world, reference)
    world.django(BEGINS % reference)
    _it_is_written_live(mirjana, bea, world, reference)
    _the_minutes_are_closed_and_signed(mirjana, world, reference, tmp_path)
    _what_was_decided_is_a_task(bea, world, reference)


def test_the_next_one_of_a_series_and_the_yearly_lines(world: Served, people: People):
    mirjana, ana = people.page("mirjana.koordinator"), people.page("ana.skola")
    reference = _called(mirjana, world, kind="yearly", again="3")
    ana.goto(f"{world.url}/m/{reference}/")
    ana.locator("main a[href$='/lines/']").click()
    ana.locator("main form textarea").first.fill("Tri časa o bezbednosti.")
    assert faults(ana) == []
    go_on(ana, ana.locator("main form button.btn-primary").first)
    expect(ana.locator("[aria-labelledby=agenda]")).to_contain_text("Tri časa o bezbednosti.")
    world.django(BEGINS % reference)
    mirjana.goto(f"{world.url}/m/{reference}/")
    mirjana.locator("main a[href*='/m/series/']").first.click()
    assert faults(mirjana) == []
    go_on(mirjana, mirjana.locator("main form[action$='/next/'] button"))
    expect(mirjana.locator("h1")).to_have_text(TITLE)
    assert reference not in mirjana.url


def _day(ahead: int) -> str:
    return (timezone.localdate() + dt.timedelta(days=ahead)).isoformat()


def _called(page: Page, world: Served, *, kind: str, again: str) -> str:
    page.goto(f"{world.url}/m/")
    page.locator("main a[href*='/m/new/']").click()
    choose(page, "kind", kind)
    page.fill("main [name=title]", TITLE)
    page.fill("main [name=day]", _day(1))
    page.fill("main [name=begins]", "10:00")
    page.fill("main [name=ends]", "12:00")
    page.fill("main [name=place]", PLACE)
    choose(page, "again", again)
    page.fill("main [name=points]", POINT)
    assert faults(page) == []
    go_on(page, page.locator("main form button.btn-primary").first)
    return page.url.split("/m/")[1].split("/")[0]


def _mirjana_calls(mirjana: Page, world: Served) -> str:
    mirjana.goto(f"{world.url}/m/new/")
    mirjana.fill("main [name=place]", "Sala")
    go_on(mirjana, mirjana.locator("main form button.btn-primary").first)
    expect(mirjana.locator("main .has-error").first).to_be_visible()
    expect(mirjana.locator("main [name=place]")).to_have_value("Sala")
    reference = _called(mirjana, world, kind="regular", again="")
    expect(mirjana.locator("h1")).to_have_text(TITLE)
    expect(mirjana.locator("[aria-labelledby=agenda]")).to_contain_text(POINT)
    neutral(mirjana)
    assert faults(mirjana) == []
    return reference


def _mail_says_nothing(world: Served, reference: str) -> None:
    to = "bea.csr@primer.invalid"
    world.mail.wait_for(lambda: any(reference in str(m) for m in world.mail.to(to)), seconds=40)
    told = [
        part for raw in world.mail.raw for part in (TITLE, PLACE, POINT) if part in raw.decode()
    ]
    assert told == []


def _bea_comes(bea: Page, world: Served, reference: str) -> None:
    bea.goto(world.url + "/desk/")
    bea.locator(f"main a.btn[href$='/open/{reference}/']").first.click()
    bea.wait_for_url(f"**/m/{reference}/")
    choose(bea, "answer", "yes")
    post(bea, f"/m/{reference}/answer/")
    expect(bea.locator("[aria-labelledby=table]")).to_contain_text(re.compile("Dolazimo|Долазимо"))
    assert bea.locator("main a[href$='/agenda/'], main a[href$='/move/']").count() == 0


def _the_calendar_is_neutral(bea: Page, world: Served, reference: str, folder: Path) -> None:
    with bea.expect_download() as coming:
        bea.locator("main a[href$='/meeting.ics']").click()
    assert coming.value.suggested_filename == f"{reference}.ics"
    coming.value.save_as(folder / "m.ics")
    text = (folder / "m.ics").read_text().replace("\r\n ", "")
    assert reference in text
    for part in (TITLE, POINT, *reporting.MATTER):
        assert part.lower() not in text.lower()


def _one_more_point(mirjana: Page, world: Served, reference: str) -> None:
    mirjana.goto(f"{world.url}/m/{reference}/agenda/")
    mirjana.fill("main [name=words]", "Zima pred nama")
    go_on(mirjana, mirjana.locator("[aria-labelledby=own] button.btn-primary"))
    rows = mirjana.locator("ol.points > li")
    expect(rows).to_have_count(2)
    go_on(mirjana, rows.nth(1).locator("button[name=up]"))
    expect(rows.nth(0)).to_contain_text("Zima pred nama")
    assert faults(mirjana) == []


def _strangers_find_nothing(cora: Page, world: Served, reference: str) -> None:
    for end in ("", "meeting.ics", "minutes.pdf", "minutes.docx", "lines/"):
        assert cora.request.get(f"{world.url}/m/{reference}/{end}").status == 404, end


def _it_is_written_live(mirjana: Page, bea: Page, world: Served, reference: str) -> None:
    mirjana.goto(f"{world.url}/m/{reference}/")
    mirjana.locator("main a.btn[href$='/minutes/']").click()
    assert faults(mirjana) == []
    for one in mirjana.locator("main input[name^='there_'][value=present]").all():
        one.check(force=True)
    go_on(mirjana, mirjana.locator("button[name=do][value=attendance]"))
    text = mirjana.locator("main textarea[name^='text-']").first
    text.fill(SAID)
    # Nobody presses anything: the timer saves, and the other side of the table reads it.
    expect(mirjana.locator("[data-saved]")).to_be_visible()
    bea.goto(f"{world.url}/m/{reference}/")
    expect(bea.locator("[aria-labelledby=agenda]")).to_contain_text(SAID)
    for _ in range(2):
        _decide(mirjana)
        if _ == 0:
            go_on(mirjana, mirjana.locator("main form[action$='/undo/'] button"))
            expect(mirjana.locator("[aria-labelledby=decided]")).not_to_contain_text(DECIDED)
    expect(mirjana.locator("main textarea[name^='text-']").first).to_have_value(SAID)
    assert faults(mirjana) == []


def _decide(mirjana: Page) -> None:
    point = mirjana.locator("main section.part").first
    point.locator("summary").click()
    point.locator("textarea[name$='-words']").fill(DECIDED)
    bea = point.locator("select option", has_text=re.compile("Bea|Беа")).first
    point.locator("select").select_option(bea.get_attribute("value"))
    point.locator("input[name$='-due_on']").fill(_day(9))
    go_on(mirjana, point.locator("button[name=do]"))
    expect(mirjana.locator("[aria-labelledby=decided]")).to_contain_text(DECIDED)


def _the_minutes_are_closed_and_signed(
    mirjana: Page, world: Served, reference: str, folder: Path
) -> None:
    mirjana.locator("main a[href$='/minutes/close/']").click()
    assert faults(mirjana) == []
    go_on(mirjana, mirjana.locator("main form button.btn-primary").first)
    mirjana.wait_for_url(f"**/m/{reference}/")
    with mirjana.expect_download() as coming:
        mirjana.locator("main a[href$='/minutes.pdf']").click()
    assert coming.value.suggested_filename == f"{reference}.pdf"
    coming.value.save_as(folder / "m.pdf")
    text = _run("pdftotext", "-layout", str(folder / "m.pdf"), "-")
    for part in (SAID, DECIDED, PLACE, reference):
        assert part in text, part
    about = _run("pdfinfo", str(folder / "m.pdf"))
    assert not [part for part in (TITLE, *reporting.MATTER) if part.lower() in about.lower()]
    mirjana.locator("[aria-labelledby=papers] summary").click()
    mirjana.fill("[aria-labelledby=papers] [name=title]", "Potpisan zapisnik")
    choose(mirjana, "kind", "signed")
    scan = {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": PDF}
    mirjana.locator("[aria-labelledby=papers] [type=file]").set_input_files([scan])
    go_on(mirjana, mirjana.locator("form[action$='/papers/'] button"))
    expect(mirjana.locator("[aria-labelledby=papers] h3")).to_have_text("Potpisan zapisnik")
    mirjana.goto(f"{world.url}/m/")
    expect(mirjana.locator(".months circle")).not_to_have_count(0)
    assert faults(mirjana) == []


def _what_was_decided_is_a_task(bea: Page, world: Served, reference: str) -> None:
    bea.goto(world.url + "/desk/")
    row = bea.locator("main li", has_text=reference).filter(
        has=bea.locator("form[action$='/done/']")
    )
    until(lambda: row.count() == 1, bea)
    row.locator("form[action$='/done/'] button").click()
    bea.goto(f"{world.url}/m/{reference}/")
    expect(bea.locator("[aria-labelledby=decisions]")).to_contain_text(
        re.compile("završeno|завршено")
    )


def _run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
