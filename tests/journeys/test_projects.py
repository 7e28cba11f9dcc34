"""A project from nothing to its report, and the totals of a quarter, as a newcomer does it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.axe import faults
from tests.journeys.people import People, go_on
from tests.served.running import Served

pytestmark = pytest.mark.journey
SOURCE = """
from spona.access.actor import Actor
from spona.projects.actions import load_source_project
load_source_project(by=Actor.system("demo"))
"""
SEATED_LONG_AGO = """
import datetime as dt
from django.utils import timezone
from spona.directory.models import Network, Seat
network = Network.objects.get(slug="vranje")
network.created_at -= dt.timedelta(days=400)
network.save()
for seat in Seat.objects.filter(network__slug="vranje"):
    seat.starts_on = timezone.localdate() - dt.timedelta(days=400)
    seat.save()
"""


def test_a_coordinator_writes_down_a_project_and_makes_the_report_for_its_donor(
    world: Served, people: People, tmp_path
):
    world.django(SOURCE)
    page = people.page("mirjana.koordinator")
    page.goto(world.url + "/projects/")
    expect(page.locator("h1")).to_have_text("Nijedan projekat nije u toku")
    assert faults(page) == []
    go_on(page, page.locator(".head-end a.btn-primary"))
    # Dates that run backwards are a sentence, and what was typed stays.
    page.fill("[name=name_sr]", "Сигурна улица")
    page.fill("[name=words_sr]", "Сигурна улица и школа")
    page.fill("[name=starts]", "2026")
    page.fill("[name=ends]", "2025")
    page.select_option("[name=status]", "running")
    go_on(page, page.locator("main form button.btn-primary"))
    expect(page.locator("main [role=alert]")).to_contain_text("pre prvog")
    assert page.input_value("[name=name_sr]") == "Сигурна улица"
    assert faults(page) == []
    page.fill("[name=ends]", "6.2027")
    go_on(page, page.locator("main form button.btn-primary"))
    page.wait_for_url("**/projects/sigurna-ulica/")
    expect(page).to_have_title("Sigurna ulica – Spona")
    assert faults(page) == []
    _add(page, world, "donors", words_sr="Фонд за пример", amount="9.000,00", currency="EUR")
    _add(page, world, "lines", title="Радионице", planned="5.000", currency="EUR")
    _add(page, world, "lines", title="Простор", planned="300.000", currency="RSD")
    page.goto(world.url + "/projects/sigurna-ulica/")
    # Two currencies without a rate: a sentence that leads to where one is entered.
    note = page.locator("[aria-labelledby=budget] .note")
    expect(note).to_contain_text("Nije sabrano u RSD")
    go_on(page, note.locator("a"))
    page.fill("[name=rate]", "117,1234")
    page.fill("[name=source]", "Народна банка Србије, средњи курс")
    go_on(page, page.locator("main form button.btn-primary"))
    assert faults(page) == []
    page.goto(world.url + "/projects/sigurna-ulica/")
    expect(page.locator("[aria-labelledby=budget] .note")).to_have_count(0)
    expect(page.locator("[aria-labelledby=budget]")).to_contain_text("885.617")
    _report(page, tmp_path)


def _add(page: Page, world: Served, part: str, **fields: str) -> None:
    page.goto(f"{world.url}/projects/sigurna-ulica/parts/{part}/")
    for name, value in fields.items():
        if page.locator(f"select[name={name}]").count():
            page.select_option(f"[name={name}]", value)
        else:
            page.fill(f"[name={name}]", value)
    before = page.locator("[aria-labelledby=there] li").count()
    go_on(page, page.locator("[aria-labelledby=one-more] button.btn-primary"))
    expect(page.locator("[aria-labelledby=there] > ul > li")).to_have_count(before + 1)


def _report(page: Page, tmp_path) -> None:
    go_on(page, page.locator(".head-end a.btn-primary"))
    page.fill("[name=first]", "2026-01-01")
    page.fill("[name=last]", "2026-06-30")
    go_on(page, page.locator("main form button.btn-primary"))
    expect(page.locator("h1")).to_have_text("Periodični izveštaj")
    expect(page.locator("[aria-labelledby=about]")).to_contain_text("Fond za primer")
    assert faults(page) == []
    for kind, mark in (("pdf", b"%PDF-"), ("docx", b"PK\x03\x04")):
        with page.expect_download() as coming:
            page.locator(f"a[href*='/report/{kind}/'][href$='language=sr-latn']").click()
        assert coming.value.suggested_filename == f"sigurna-ulica-periodicni-izvestaj.{kind}"
        coming.value.save_as(tmp_path / kind)
        assert (tmp_path / kind).read_bytes().startswith(mark)


def test_what_was_set_aside_comes_back_and_a_member_only_reads(world: Served, people: People):
    page = people.page("mirjana.koordinator")
    page.goto(f"{world.url}/projects/sigurna-ulica/parts/lines/")
    row = page.locator("[aria-labelledby=there] li", has_text="Prostor")
    go_on(page, row.locator("form button"))
    expect(page.locator("[aria-labelledby=gone] li")).to_have_count(1)
    go_on(page, page.locator("[aria-labelledby=gone] form button"))
    expect(page.locator("[aria-labelledby=there] > ul > li")).to_have_count(2)
    ana = people.page("ana.skola")
    ana.goto(f"{world.url}/projects/sigurna-ulica/")
    expect(ana.locator("h1")).to_have_text("Sigurna ulica i škola")
    assert ana.locator("main a[href*='/parts/'], main a[href$='/edit/']").count() == 0
    refused = ana.request.get(f"{world.url}/projects/sigurna-ulica/parts/lines/")
    assert refused.status == 403
    cora = people.page("cora.nis")
    assert cora.request.get(f"{world.url}/projects/sigurna-ulica/").status == 404


def test_the_source_project_is_the_first_record_and_its_address_says_nothing(
    world: Served, people: People
):
    ana = people.page("ana.skola")
    ana.goto(world.url + "/projects/")
    go_on(ana, ana.locator("h3 a", has_text="Lokalne zajednice"))
    ana.wait_for_url("**/projects/lokalne-zajednice/")
    expect(ana).to_have_title("Lokalne zajednice – Spona")
    expect(ana.locator("[aria-labelledby=goals] li")).to_have_count(5)
    expect(ana.locator("[aria-labelledby=sources]")).to_contain_text("nije nađeno")
    assert faults(ana) == []


def test_an_intake_holder_types_the_totals_of_the_quarter(world: Served, people: People):
    world.django(SEATED_LONG_AGO)
    world.django("from spona.services.jobs import ask_for_totals\nask_for_totals()")
    bea = people.page("bea.csr")
    bea.goto(world.url + "/desk/")
    go_on(bea, bea.locator("main a[href*='/services/sheet/']").first)
    expect(bea.locator("h1")).to_have_text(re.compile("tromesečje"))
    assert faults(bea) == []
    bea.fill("[name=n_guardianship]", "3")
    bea.fill("[name=n_psychosocial_support]", "12")
    go_on(bea, bea.locator("main form button.btn-primary"))
    expect(bea.locator("[aria-labelledby=given]")).to_contain_text("manje od 5")
    expect(bea.locator("[aria-labelledby=given]")).to_contain_text("12")
    assert faults(bea) == []
    bea.goto(world.url + "/desk/")
    assert bea.locator("main a[href*='/services/sheet/']").count() == 0
    kept = world.django(
        "from spona.services.models import Total\n"
        "print(sorted(str(t.number) for t in Total.objects.all()))"
    )
    assert "['12', 'None']" in kept
