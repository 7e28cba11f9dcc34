"""J7: a plan is begun and adopted, a school records a talk in two minutes, the plan moves by it,
and the report for the city council is taken home."""

from __future__ import annotations

import datetime as dt
import io
import re
from pathlib import Path

import openpyxl
import pypdf
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.axe import IN_THE_HAND, LOOKS, faults
from tests.journeys.people import People, go_on, press
from tests.served.running import Served

pytestmark = pytest.mark.journey
YEAR = dt.date.today().year  # noqa: DTZ011 (the browser's own day)


def test_from_an_empty_plan_to_the_report(world: Served, people: People):
    mirjana = people.page("mirjana.koordinator")
    mirjana.goto(world.url + "/plan/")
    expect(mirjana.locator("h1")).to_have_text("Još nema plana")
    go_on(mirjana, mirjana.locator(".head-end a.btn-primary"))
    press(mirjana)
    plan = mirjana.url
    _add(mirjana, plan, "objective", number="1", title="Prevencija i uzroci", aligned_to="s2017-2")
    expect(mirjana.locator("#activities")).to_be_visible()
    _add(mirjana, plan, "activity", title="Razgovori u školama", responsible="E001",
         starts_on=f"{YEAR}-01-01", ends_on=f"{YEAR}-12-31", units_planned="6",
         counts="activities", amount="120000", funding="budžet grada")  # fmt: skip
    _add(mirjana, plan, "indicator", title="Razgovori i časovi", feed="activities", only="lesson",
         **{f"target_{YEAR}": "6"})  # fmt: skip
    mirjana.goto(plan + "settings/")
    mirjana.fill("main [name=adopted_by]", "Gradsko veće, akt 02-15")
    go_on(mirjana, mirjana.locator("form[action$='/adopt/'] button"))
    expect(mirjana.locator(".kicker").first).to_contain_text("usvojen")

    ana = people.page("ana.skola")
    ana.goto(world.url + "/plan/")
    go_on(ana, ana.locator(".head-end a.btn-primary"))
    _record(ana, "Razgovor sa osmim razredom", "25")
    expect(ana.locator(".note.is-done")).to_contain_text("Aktivnost je upisana.")

    mirjana.goto(plan)
    expect(mirjana.locator(".gantt td.is-state").first).to_contain_text("1 od 6")
    expect(mirjana.locator(".indicators td.now").first).to_contain_text("1")
    assert mirjana.locator(".gantt svg .bar-part").count() == 1
    go_on(mirjana, mirjana.locator("a.btn[href$='/report/']"))
    go_on(mirjana, mirjana.locator("aside a", has_text=f"{YEAR}. godina"))
    expect(mirjana.locator("main")).to_contain_text("Došlo je 25 ljudi.")
    with mirjana.expect_download() as taken:
        mirjana.locator(".head-end a", has_text="PDF").click()
    text = "".join(page.extract_text() for page in pypdf.PdfReader(taken.value.path()).pages)
    assert "Razgovor ili čas u školi" in text
    assert re.fullmatch(r"izvestaj-\d{4}(-\d)?\.pdf", taken.value.suggested_filename)


def test_a_name_in_a_note_is_noticed_and_what_was_typed_stays(world: Served, people: People):
    ana = people.page("ana.skola")
    ana.goto(world.url + "/plan/activities/new/")
    ana.fill("main [name=note]", "došla je Milica Petrović")
    _record(ana, "Štand u dvorištu", "40", kind="stall")
    expect(ana.locator(".error")).to_contain_text("Milica Petrović")
    expect(ana.locator("main [name=title]")).to_have_value("Štand u dvorištu")
    ana.fill("main [name=note]", "sve je bilo u redu")
    press(ana)
    expect(ana.locator(".note.is-done")).to_be_visible()


def test_a_workbook_goes_out_is_changed_and_comes_back(
    world: Served, people: People, tmp_path: Path
):
    mirjana = people.page("mirjana.koordinator")
    mirjana.goto(world.url + "/plan/")
    plan = mirjana.url
    with mirjana.expect_download() as taken:
        mirjana.locator("a[href$='/plan.xlsx']").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(taken.value.path()).read_bytes()))
    sheet = book["Plan"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(3, heads["Naziv"]).value = "Razgovori u svim školama"
    changed = tmp_path / "plan.xlsx"
    book.save(changed)
    mirjana.goto(plan + "import/")
    mirjana.set_input_files("main [name=paper]", changed)
    press(mirjana)
    expect(mirjana.locator("del")).to_have_text("Razgovori u školama")
    expect(mirjana.locator("ins")).to_have_text("Razgovori u svim školama")
    mirjana.fill("main [name=reason]", "dopuna na sednici")
    press(mirjana)
    expect(mirjana.locator(".gantt")).to_contain_text("Razgovori u svim školama")
    mirjana.goto(plan + "history/")
    expect(mirjana.locator("main")).to_contain_text("dopuna na sednici")


def test_every_page_of_the_room_is_clean_for_axe_and_on_a_phone(world: Served, people: People):
    mirjana, ana = people.page("mirjana.koordinator"), people.page("ana.skola")
    mirjana.goto(world.url + "/plan/")
    plan = mirjana.url
    line = mirjana.locator(".gantt .what a").first.get_attribute("href")
    aim = mirjana.locator(".indicators tbody th a").first.get_attribute("href")
    wrong = []
    pages = [plan, *(plan + one for one in (
        "table/", "report/", "report/?for=donor", "settings/", "import/", "history/", "ours/",
        "add/objective/", "add/activity/", "add/indicator/",
    ))]  # fmt: skip
    pages += [world.url + path for path in (line, aim, "/plan/activities/", "/plan/new/")]
    for page in pages:
        mirjana.goto(page)
        wrong += [f"{page}: {fault}" for fault in faults(mirjana, (LOOKS[0], IN_THE_HAND))]
    ana.goto(world.url + "/plan/activities/new/")
    ana.locator("details > summary", has_text="Po polu").click()
    wrong += faults(ana, (LOOKS[0], IN_THE_HAND))
    go_on(ana, ana.locator("main form a.btn-word").last)
    go_on(ana, ana.locator(".rows h3 a").first)
    wrong += faults(ana, (LOOKS[0], IN_THE_HAND))
    assert wrong == []


def _add(page: Page, plan: str, part: str, **typed: str) -> None:
    page.goto(f"{plan}add/{part}/")
    for name, value in typed.items():
        field = page.locator(f"main [name={name}]")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    press(page)


def _record(page: Page, title: str, total: str, *, kind: str = "lesson") -> None:
    page.fill("main [name=title]", title)
    page.select_option("main [name=kind]", kind)
    page.fill("main [name=total]", total)
    lines = page.locator("main [name=line] option")
    if kind == "lesson":
        page.select_option("main [name=line]", lines.nth(1).get_attribute("value"))
    press(page)
