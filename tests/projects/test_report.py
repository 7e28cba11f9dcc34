"""The report to a donor: what it says, on paper too, and what it does not tell of anybody."""

import io
import itertools
import re
from collections import defaultdict
from decimal import Decimal
from uuid import uuid4

import docx
import openpyxl
import pypdf
import pytest

from spona.plans.numbers import CELLS
from spona.plans.projects.activities import activities_of
from spona.projects.actions import write_part
from spona.projects.models import Donor, Due, ReportKind, Spending
from spona.services.models import FiguresUpdate, GivenTotal
from spona.services.quarters import quarter_of
from spona.statistics.disclosure import REST, covered
from tests.projects.world import SLUG, days, held, the_project

PAGE = f"/projects/{SLUG}/report/"


def asked(**more):
    donor = the_project().donors.get(words__sr="Унија")
    how = {"donor": donor.pk, "form": "interim", "first": days(-100).isoformat(),
           "last": days(0).isoformat()}  # fmt: skip
    return how | more


@pytest.fixture
def lived(world):
    project = the_project()
    held(world, project, 60, {"f_15_17": 14, "m_15_17": 11}, title="Радионица о послу")
    held(world, project, 40, {"f_15_17": 9, "m_15_17": 2}, 13, title="Час")
    held(world, project, 30, {}, 140, title="Штанд")
    held(world, project, 190, {"f_30_64": 6, "m_30_64": 7}, title="Пре периода")
    return world


def test_the_form_begins_with_what_is_usual(world, at):
    page = at("ana").get(PAGE).content.decode()
    assert "Show the report" in page
    assert "Download" not in page


def test_the_page_shows_activities_budget_results_and_goals_of_the_period(lived, at):
    page = at("ana").get(PAGE, asked()).content.decode()
    assert "3 activities, 178 people" in page
    assert "Radionica o poslu" in page
    assert "Pre perioda" not in page
    assert "Women and girls 15 to 17: 14; Men and boys 15 to 17: 11" in page
    assert "Women and girls 15 to 17: *; Men and boys 15 to 17: *" in page
    assert "1,200\xa0EUR" in page
    assert ">178<" in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"first": days(0).isoformat(), "last": days(-10).isoformat()}, "last day comes before"),
        ({"first": "nikad"}, "no such day"),
        ({"donor": ""}, "required"),
        ({"donor": "7b0d7a55-5a7e-4f0e-9d6c-3f2a1b4c5d6e"}, "valid choice"),
        ({"form": "secret"}, "valid choice"),
    ],
)
def test_a_period_or_donor_that_cannot_be_is_a_sentence(world, at, wrong, said):
    answer = at("ana").get(PAGE, asked(**wrong))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert at("ana").get(f"{PAGE}pdf/", asked(**wrong)).status_code == 404


@pytest.mark.parametrize("language", ["sr", "sr-latn", "en"])
def test_the_pdf_says_it_too_and_its_name_and_metadata_say_nothing(lived, at, language):
    answer = at("ana").get(f"{PAGE}pdf/", asked(language=language))
    assert answer["Content-Disposition"] == f'attachment; filename="{SLUG}-interim-report.pdf"'
    read = pypdf.PdfReader(io.BytesIO(answer.content))
    text = "\n".join(page.extract_text() for page in read.pages)
    assert read.metadata.title == "Spona"
    assert "178" in text
    assert ("Радионица о послу" if language == "sr" else "Radionica o poslu") in text
    title = {"sr": "Сигурна школа и породица", "sr-latn": "Sigurna škola i porodica"}
    assert title.get(language, "Safe school and family") in text


def test_the_docx_opens_with_its_tables_and_a_picture_for_each_currency(lived, at):
    answer = at("ana").get(f"{PAGE}docx/", asked(language="sr"))
    made = docx.Document(io.BytesIO(answer.content))
    rows = [[cell.text for cell in row.cells] for table in made.tables for row in table.rows]
    assert any("Радионица о послу" in row[1] and row[-1] == "25" for row in rows)
    assert any("Час" in row[1] and "*" in row[3] and row[-1] == "13" for row in rows)
    assert len(made.inline_shapes) == 3
    assert made.core_properties.author == ""


def test_a_report_that_is_due_leads_to_its_own_page(world, at):
    project = the_project()
    due = Due(project=project, donor=project.donors.get(), form=ReportKind.FINAL,
              first=days(-200), last=days(0), due_on=days(20))  # fmt: skip
    write_part(due, by=world.kosta.actor)
    answer = at("ana").get(f"/projects/due/{due.pk}/", follow=True)
    assert answer.status_code == 200
    assert re.search(r"<h1>\s*Final report\s*</h1>", answer.content.decode())
    assert at("nina").get(f"/projects/due/{due.pk}/").status_code == 404


def test_lines_of_another_donor_are_in_that_donors_report_only(world, at):
    project, by = the_project(), world.kosta.actor
    city = write_part(Donor(project=project, words={"sr": "Град"}), by=by)
    page = at("ana").get(PAGE, asked(donor=city.pk)).content.decode()
    assert "Radionice" not in page
    assert "No budget is written down." in page


@pytest.fixture
def amounts(world):
    """Of the donor's own money, of another one's, and of two quarters of which one is too early."""
    project, donor = the_project(), the_project().donors.get(words__sr="Унија")
    until = quarter_of(days(0)).before
    update = FiguresUpdate.objects.create(
        institution=world.csw, month=days(0).replace(day=1), made_at=project.changed_at
    )
    for amount, whose, since in (
        (120, donor.pk, until), (77, uuid4(), until), (55, donor.pk, until.before.before.before),
    ):  # fmt: skip
        GivenTotal.objects.create(
            update=update, network=world.vranje, year=until.year, quarter=until.number,
            since_year=since.year, since_quarter=since.number, kind="accommodation", unit="night",
            amount=amount, project=project.pk, donor=whose,
        )  # fmt: skip
    return until


def test_services_given_from_the_donors_money_stand_in_the_report(world, at, amounts):
    first = amounts.before.first.isoformat()
    page = at("ana").get(PAGE, asked(first=first)).content.decode()
    assert "120 nights" in page
    assert "77 nights" not in page
    assert "175 nights" not in page
    assert "Nothing is shared of fewer than 10 people" in page
    assert (
        "120 nights" not in at("ana").get(PAGE, asked(first=days(-40).isoformat())).content.decode()
    )
    pdf = at("ana").get(f"{PAGE}pdf/", asked(language="en", first=first)).content
    read = "\n".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    assert "120 nights" in read
    table = at("ana").get(f"/services/?network=vranje&period={amounts.slug}").content.decode()
    assert "252 nights" in table


def test_two_currencies_without_a_rate_are_told_in_the_report(world, at):
    project, by = the_project(), world.kosta.actor
    line = project.lines.get(currency="EUR")
    write_part(
        Spending(
            project=project, line=line, spent_on=days(-5), amount=Decimal(900), currency="RSD"
        ),
        by=by,
    )
    page = at("ana").get(PAGE, asked()).content.decode()
    assert "Not added up in EUR" in page
    text = at("ana").get(f"{PAGE}pdf/", asked(language="en")).content
    read = "\n".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(text)).pages)
    assert "Not added up in EUR" in " ".join(read.split())


def test_a_project_without_a_donor_says_what_to_do(world, at):
    Donor.objects.update(withdrawn_at=the_project().changed_at)
    assert "A report goes to a donor" in at("ana").get(PAGE).content.decode()


def test_reports_ask_few_questions(lived, at, django_assert_max_num_queries):
    for n in range(30):
        held(lived, the_project(), 10 + n, {"f_15_17": 9, "m_15_17": 8})
    browser = at("ana")
    browser.get(PAGE, asked())
    with django_assert_max_num_queries(40):
        browser.get(PAGE, asked())


def test_a_withdrawn_activity_counts_nowhere(lived, at):
    row = held(lived, the_project(), 20, {"f_15_17": 50}, title="Повучена")
    type(row).objects.filter(pk=row.pk).update(withdrawn_at=row.recorded_at)
    assert "3 activities, 178 people" in at("ana").get(PAGE, asked()).content.decode()
    assert activities_of(the_project()).total == 191


def test_the_table_of_activities_covers_too_and_runs_nothing(lived, at):
    held(lived, the_project(), 5, {"f_0_14": 20, "m_0_14": 20}, title="=1+1")
    answer = at("ana").get(f"/projects/{SLUG}/activities/xlsx/")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = {row[2].value: row for row in sheet.iter_rows()}
    assert rows["=1+1"][2].data_type != "f"
    assert [cell.value for cell in rows["Час"]].count("*") == 2
    assert rows["Час"][-1].value == 13
    text = at("ana").get(f"/projects/{SLUG}/activities/csv/").content.decode("utf-8-sig")
    assert "'=1+1" in text


# ---- nobody is singled out ----


def test_no_number_from_one_to_four_is_ever_shown_by_sex_and_age():
    for numbers in itertools.product(range(8), repeat=4):
        row = covered(dict(zip(CELLS[:4], numbers, strict=True)), sum(numbers) + 3, CELLS)
        assert not any(row[cell] in range(1, 5) for cell in CELLS)


def test_a_row_without_small_numbers_stays_whole():
    assert covered({"f_15_17": 12, "m_15_17": 5}, 20, CELLS)[REST] == 3
    assert None not in covered({"f_15_17": 12, "m_15_17": 5}, 20, CELLS).values()


def test_what_is_covered_is_never_the_one_thing_that_the_total_leaves_open():
    """Whoever knows how it is done and sees the total: each covered number could be another."""
    names = ("f_15_17", "m_15_17", "f_18_29", "m_18_29", REST)
    looks_like = defaultdict(set)
    for numbers in itertools.product(range(9), repeat=5):
        row = covered(dict(zip(names[:4], numbers, strict=False)), sum(numbers), CELLS)
        looks_like[sum(numbers), tuple(row[name] for name in names)].add(numbers)
    for (_total, row), worlds in looks_like.items():
        # Larger ones have their likes beyond what is tried here.
        small = [one for one in worlds if max(one) <= 4]
        for at, cell in enumerate(row[:4]):
            if small and cell is None:
                assert len({one[at] for one in worlds}) > 1, (row, worlds)


def test_one_report_beside_a_longer_one_tells_nothing_more(lived):
    short = activities_of(the_project(), days(-61), days(-35)).rows
    long = activities_of(the_project(), days(-200), days(0)).rows
    both = {row.activity.pk: row.cells for row in long}
    assert all(both[row.activity.pk] == row.cells for row in short)
