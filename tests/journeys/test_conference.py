"""A conference through real browsers: called from a file, opened at the other table, held, signed."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.journeys import reporting
from tests.journeys.people import People, choose, post
from tests.journeys.reporting import NAME, WORDS, neutral
from tests.served.running import Served

pytestmark = pytest.mark.journey
PLACE, ABOUT = "Soba 7, drugi sprat, čvarak", "Kako dalje sa smeštajem, mrgud"
MINUTES, DECIDED = "Razgovarano je mirno, švigar", "Zakazati pregled u petak, klobuk"
# As if its hour had come: nobody writes down before it who was there.
BEGINS = """
from django.utils import timezone
from spona.meetings.models import Meeting
row = Meeting.objects.get(reference="%s")
row.starts_at = timezone.now()
row.save()
"""
# The pages show names of institutions in the script of the reader.
HEALTH = re.compile("Zdravstveni centar|Здравствени центар")
TOLD = (PLACE, ABOUT, MINUTES, DECIDED, NAME, WORDS)


def test_a_conference_is_called_held_and_signed(world: Served, people: People, tmp_path: Path):
    bea, jelena = people.page("bea.csr"), people.page("jelena.zdravlje")
    file = _a_file(people.page("ana.skola"), bea, world)
    _the_person_agrees(bea, world, file)
    reference = _bea_calls(bea, world, file)
    _mail_says_nothing(world, reference)
    _jelena_reads_and_comes(jelena, world, reference)
    _the_coordinator_sees_the_row_only(people.page("mirjana.koordinator"), world, reference)
    _strangers_find_nothing(people, world, reference)
    _it_was_held(bea, world, reference)
    _the_paper_to_sign(bea, world, reference, tmp_path)
    _jelena_does_it(jelena, world, reference)
    _called_off_it_closes(bea, jelena, world, file)


def _a_file(ana: Page, bea: Page, world: Served) -> str:
    reporting.write(ana, world)
    reference = reporting.send(ana)
    bea.goto(f"{world.url}/r/{reference}/")
    post(bea, "/open/")
    post(bea, "/accept/")
    return bea.locator("main a[href^='/cases/']").first.get_attribute("href") or ""


def _day(ahead: int) -> str:
    return (timezone.localdate() + dt.timedelta(days=ahead)).isoformat()


def _the_person_agrees(bea: Page, world: Served, file: str) -> None:
    bea.goto(f"{world.url}{file}agreements/new/")
    option = bea.locator("main [name=recipient] option", has_text=HEALTH)
    bea.select_option("main [name=recipient]", option.get_attribute("value"))
    for part in ("who", "account"):
        choose(bea, "parts", part)
    bea.fill("main [name=purpose]", "Zajednički dogovor")
    bea.fill("main [name=starts_on]", _day(0))
    bea.fill("main [name=ends_on]", _day(40))
    choose(bea, "how", "spoken")
    choose(bea, "who", "guardian")
    bea.fill("main [name=guardian]", "Staratelj Primer")
    choose(bea, "conflict", "no")
    bea.locator("main form button.btn-primary").first.click()
    bea.wait_for_url("**/agreements/")


def _health(page: Page, name: str) -> str:
    label = page.locator(f"main label:has(input[name={name}])", has_text=HEALTH)
    return label.locator("input").first.get_attribute("value") or ""


def _bea_calls(bea: Page, world: Served, file: str) -> str:
    bea.goto(world.url + file)
    bea.locator("main a[href$='/conference/new/']").click()
    bea.fill("main [name=day]", _day(3))
    bea.fill("main [name=time]", "10:30")
    bea.fill("main [name=place]", PLACE)
    bea.fill("main [name=about]", ABOUT)
    bea.fill("main [name=until]", _day(12))
    choose(bea, "invited", _health(bea, "invited"))
    bea.locator("main button[name=show]").first.click()
    # On the agreement, and no more than what it covers.
    packet = bea.locator(".packet")
    expect(packet).to_contain_text(NAME)
    expect(packet).not_to_contain_text(WORDS)
    for part in ("reach", "health", "signs", "stay", "legal", "plan"):
        bea.locator(f"main input[name$='-parts'][value={part}]").uncheck()
    for part in ("who", "account"):
        bea.locator(f"main input[name$='-parts'][value={part}]").check()
    bea.locator("main input[name$='-ground'][value^='agreement:']").first.check()
    bea.locator("main button[name=show]").last.click()
    for part in (PLACE, ABOUT, NAME, WORDS):
        expect(packet).to_contain_text(part)
    neutral(bea)
    bea.locator("main button[name=send]").click()
    bea.wait_for_url("**/m/M-*/conference/")
    neutral(bea)
    return bea.url.split("/m/")[1].split("/")[0]


def _mail_says_nothing(world: Served, reference: str) -> None:
    to = "jelena.zdravlje@primer.invalid"
    world.mail.wait_for(lambda: any(reference in str(m) for m in world.mail.to(to)), seconds=40)
    assert not [part for raw in world.mail.raw for part in TOLD if part in raw.decode()]


def _jelena_reads_and_comes(jelena: Page, world: Served, reference: str) -> None:
    jelena.goto(world.url + "/desk/")
    jelena.locator(f"main a.btn[href$='/open/{reference}/']").first.click()
    jelena.wait_for_url(f"**/m/{reference}/conference/")
    for part in TOLD:
        expect(jelena.locator("main")).not_to_contain_text(part)
    post(jelena, "/conference/open/")
    for part in (PLACE, ABOUT, NAME, WORDS):
        expect(jelena.locator("main")).to_contain_text(part)
    choose(jelena, "answer", "yes")
    post(jelena, f"/m/{reference}/answer/")
    jelena.wait_for_url(f"**/m/{reference}/conference/")
    neutral(jelena)


def _the_coordinator_sees_the_row_only(mirjana: Page, world: Served, reference: str) -> None:
    mirjana.goto(world.url + "/m/")
    mirjana.locator(f"main a[href$='/open/{reference}/']").click()
    mirjana.wait_for_url(f"**/m/{reference}/")
    source = mirjana.content()
    for part in (*TOLD, "Bea", "Беа", "Jelena", "Јелена"):
        assert part not in source
    for path in (f"/m/{reference}/conference/", f"/m/{reference}/conference/minutes.pdf"):
        assert mirjana.request.get(world.url + path).status in (403, 404)


def _strangers_find_nothing(people: People, world: Served, reference: str) -> None:
    for login in ("cora.nis", "ana.skola"):
        page = people.page(login)
        for path in (f"/m/{reference}/", f"/m/{reference}/conference/", f"/open/{reference}/"):
            assert page.request.get(world.url + path).status == 404, (login, path)


def _it_was_held(bea: Page, world: Served, reference: str) -> None:
    here = f"{world.url}/m/{reference}/conference/"
    bea.goto(here)
    expect(bea.locator("main input[name^='there_']")).to_have_count(0)
    world.django(BEGINS % reference)
    bea.goto(here)
    for one in bea.locator("main input[name^='there_'][value=present]").all():
        one.check()
    post(bea, "/conference/attendance/")
    bea.wait_for_load_state()
    bea.goto(f"{here}minutes/")
    bea.fill("main [name=minutes]", MINUTES)
    bea.locator("main form button.btn-primary").first.click()
    bea.wait_for_url(here)
    expect(bea.locator("main")).to_contain_text(MINUTES)
    bea.locator("main a[href$='/decide/']").click()
    bea.fill("main [name=text]", DECIDED)
    choose(bea, "institution", _health(bea, "institution"))
    bea.fill("main [name=due_on]", _day(6))
    bea.locator("main form button.btn-primary").first.click()
    bea.wait_for_url(here)
    expect(bea.locator("[aria-labelledby=decisions]")).to_contain_text(DECIDED)


def _the_paper_to_sign(bea: Page, world: Served, reference: str, folder: Path) -> None:
    bea.goto(f"{world.url}/m/{reference}/conference/")
    with bea.expect_download() as coming:
        bea.locator("main a[href$='/minutes.pdf']").click()
    assert coming.value.suggested_filename == f"{reference}.pdf"
    path = folder / "minutes.pdf"
    coming.value.save_as(path)
    text = _run("pdftotext", "-layout", str(path), "-")
    for part in (MINUTES, DECIDED, PLACE, ABOUT, reference):
        assert part in text, part
    assert re.search("Potpis|Потпис", text)
    about = _run("pdfinfo", str(path))
    assert not [part for part in (*TOLD, *reporting.MATTER) if part.lower() in about.lower()]


def _jelena_does_it(jelena: Page, world: Served, reference: str) -> None:
    jelena.goto(f"{world.url}/m/{reference}/conference/")
    expect(jelena.locator("[aria-labelledby=decisions]")).to_contain_text(DECIDED)
    expect(jelena.locator("main")).not_to_contain_text(MINUTES)
    jelena.goto(world.url + "/desk/")
    row = jelena.locator("main li", has_text=reference)
    expect(row).to_be_visible()
    row.locator("form[action$='/done/'] button").click()
    jelena.goto(f"{world.url}/m/{reference}/conference/")
    expect(jelena.locator("[aria-labelledby=decisions]")).to_contain_text(
        re.compile("završeno|завршено")
    )


def _called_off_it_closes(bea: Page, jelena: Page, world: Served, file: str) -> None:
    reference = _bea_calls(bea, world, file)
    jelena.goto(f"{world.url}/m/{reference}/conference/")
    post(jelena, "/conference/open/")
    expect(jelena.locator("main")).to_contain_text(NAME)
    bea.goto(f"{world.url}/m/{reference}/conference/call-off/")
    choose(bea, "reason", "postponed")
    bea.locator("main form button.btn-primary").first.click()
    bea.wait_for_url(f"**/m/{reference}/conference/")
    jelena.goto(f"{world.url}/m/{reference}/conference/")
    for part in TOLD:
        expect(jelena.locator("main")).not_to_contain_text(part)


def _run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
