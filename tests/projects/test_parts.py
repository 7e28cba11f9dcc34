"""Donors, partners, goals, lines, payments, results, publications, reports: added by a person."""

import datetime as dt
from decimal import Decimal

import pytest

from spona.access.denied import Conflict, Denied
from spona.projects.actions import mark_sent, mark_unsent, put_back, take_out, write_part
from spona.projects.jobs import remind
from spona.projects.models import (
    BudgetLine,
    Donor,
    Due,
    Goal,
    Partner,
    Project,
    Publication,
    ReportKind,
    Result,
    Role,
    Spending,
)
from spona.tasks.models import Task
from tests.projects.world import SLUG, days, the_project, typed

PDF = b"%PDF-1.4\n%%EOF\n"
NEW = {
    "goals": ({"words_sr": "Свака школа зна", "words_en": "", "objective": "s2017-1"}, Goal),
    "donors": ({"words_sr": "Фонд", "words_en": "Fund", "amount": "1.000,50", "currency": "EUR",
                "contract": "7/26"}, Donor),
    "partners": ({"words_sr": "Удружење", "role": "lead", "does_sr": "води"}, Partner),
    "lines": ({"title": "Превоз", "planned": "12.000", "currency": "RSD"}, BudgetLine),
    "results": ({"words_sr": "Пет школа", "reached": "7.2026"}, Result),
    "publications": ({"words_sr": "Водич", "language": "sr", "year": "2026",
                      "licence": "CC BY 4.0"}, Publication),
}  # fmt: skip


def page(part):
    return f"/projects/{SLUG}/parts/{part}/"


def add(part, **more):
    fields, model = NEW[part]
    return typed(**fields | more), model


@pytest.mark.parametrize("part", NEW)
def test_a_coordinator_adds_one_and_it_stands_on_the_page(world, at, part):
    fields, model = add(part)
    before = model.objects.filter(project=the_project()).count()
    answer = at("kosta").post(page(part), fields)
    assert answer.status_code == 302, answer.content.decode()
    assert model.objects.filter(project=the_project()).count() == before + 1
    assert at("kosta").get(page(part)).status_code == 200
    assert at("kosta").get(f"/projects/{SLUG}/").status_code == 200


@pytest.mark.parametrize("part", NEW)
def test_sent_twice_it_is_added_once(world, at, part):
    fields, model = add(part)
    before = model.objects.filter(project=the_project()).count()
    for _ in range(2):
        assert at("kosta").post(page(part), fields).status_code == 302
    assert model.objects.filter(project=the_project()).count() == before + 1


def test_amounts_and_uncertain_days_are_kept_as_they_were_meant(world, at):
    at("kosta").post(page("donors"), add("donors")[0])
    assert Donor.objects.get(contract="7/26").amount == Decimal("1000.50")
    at("kosta").post(page("results"), add("results")[0])
    row = Result.objects.get(words__sr="Пет школа")
    assert (row.reached_on, row.reached_precision) == (dt.date(2026, 7, 31), "month")


WRONG = [
    ("goals", {"words_sr": ""}, "required"),
    ("goals", {"objective": "s2017-4"}, "valid choice"),
    ("donors", {"words_sr": ""}, "Choose an institution"),
    ("donors", {"currency": ""}, "Choose the currency"),
    ("donors", {"amount": "-5"}, "digits"),
    ("donors", {"amount": "9999999999999999"}, "too large"),
    ("lines", {"planned": "много"}, "digits"),
    ("lines", {"planned": ""}, "required"),
    ("lines", {"currency": "ZZZ"}, "valid choice"),
    ("lines", {"title": "x" * 500}, "160"),
    ("lines", {"title": "за Петра Петровића, 0641234567"}, "looks like somebody"),
    ("results", {"reached": "31.2.2026"}, "no such day"),
    ("results", {"reached": "3026"}, "too far away"),
    ("results", {"reached": f"{days(800):%Y}"}, "not come yet"),
    ("publications", {"year": "1500"}, "Check the year"),
    ("publications", {"words_sr": "Водич о Петар Петровић", "year": "двехиљаде"}, "Check the year"),
]


@pytest.mark.parametrize(("part", "wrong", "said"), WRONG)
def test_what_cannot_be_is_a_sentence_and_nothing_is_kept(world, at, part, wrong, said):
    fields, model = add(part, **wrong)
    before = model.objects.count()
    answer = at("kosta").post(page(part), fields)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert model.objects.count() == before


def test_a_second_lead_is_refused(world, at):
    assert at("kosta").post(page("partners"), add("partners")[0]).status_code == 302
    answer = at("kosta").post(page("partners"), add("partners", words_sr="Друго")[0])
    assert answer.status_code == 422
    assert "Somebody leads the project already" in answer.content.decode()
    assert Partner.objects.filter(project=the_project(), role=Role.LEAD).count() == 1


def spending(**more):
    line = the_project().lines.get(currency="EUR")
    today = days(-1).isoformat()
    fields = {"line": line.pk, "amount": "50", "currency": "RSD", "spent_on": today, "title": ""}
    return typed(**fields | more)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"spent_on": days(3).isoformat()}, "not come yet"),
        ({"spent_on": days(-400).isoformat()}, "had not begun"),
        ({"amount": "0"}, "above zero"),
        ({"spent_on": "juče"}, "no such day"),
        ({"line": "7b0d7a55-5a7e-4f0e-9d6c-3f2a1b4c5d6e"}, "valid choice"),
    ],
)
def test_a_payment_that_cannot_be_is_refused(world, at, wrong, said):
    before = Spending.objects.count()
    answer = at("kosta").post(page("spendings"), spending(**wrong))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Spending.objects.count() == before


def test_a_row_is_changed_and_says_by_whom(world, at):
    line = the_project().lines.get(currency="RSD")
    there = f"{page('lines')}{line.pk}/"
    assert 'value="300,000"' in at("kosta").get(there).content.decode()
    fields = typed(title="Простор и кафа", planned="310000", currency="RSD", donor=line.donor_id)
    assert at("kosta").post(there, fields).status_code == 302
    line.refresh_from_db()
    assert (line.title, line.planned) == ("Простор и кафа", 310000)
    assert line.changed_by_id == world.kosta.member.pk
    assert "Kosta" in at("kosta").get(page("lines")).content.decode()


def test_what_is_set_aside_counts_no_more_and_comes_back(world, at):
    line = the_project().lines.get(currency="RSD")
    at("kosta").post(f"{page('lines')}{line.pk}/take-out/")
    seen = at("kosta").get(f"/projects/{SLUG}/").content.decode()
    assert "Prostor" not in seen
    assert "What was set aside" in at("kosta").get(page("lines")).content.decode()
    # Set aside, it can be neither changed nor set aside again.
    assert at("kosta").get(f"{page('lines')}{line.pk}/").status_code == 404
    at("kosta").post(f"{page('lines')}{line.pk}/put-back/")
    assert "Prostor" in at("kosta").get(f"/projects/{SLUG}/").content.decode()


def test_a_lead_that_was_set_aside_does_not_come_back_beside_another_one(world):
    project, by = the_project(), world.kosta.actor
    first = write_part(Partner(project=project, words={"sr": "Први"}, role=Role.LEAD), by=by)
    take_out(first, by=by)
    write_part(Partner(project=project, words={"sr": "Други"}, role=Role.LEAD), by=by)
    with pytest.raises(Conflict):
        put_back(first, by=by)
    first.refresh_from_db()
    assert first.withdrawn_at is not None


def test_a_part_of_another_project_is_no_choice(world):
    other = Project.objects.get(slug="lokalne-zajednice")
    line = BudgetLine(
        project=the_project(), title="Т", planned=1, currency="RSD", donor=other.donors.first()
    )
    with pytest.raises(Denied):
        write_part(line, by=world.kosta.actor)


def test_a_file_goes_onto_the_shelf_and_out_under_a_neutral_name(world, at):
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("жртве.pdf", PDF, "text/html")
    fields, _model = add("publications")
    assert at("kosta").post(page("publications"), fields | {"file": file}).status_code == 302
    row = Publication.objects.get(words__sr="Водич")
    answer = at("ana").get(f"{page('publications')}{row.pk}/paper/")
    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{SLUG}-publications.pdf"'


def test_a_file_that_is_no_paper_is_refused_and_nothing_is_kept(world, at):
    from django.core.files.uploadedfile import SimpleUploadedFile

    before = Publication.objects.count()
    for content in (b"<script>alert(1)</script>", b""):
        file = SimpleUploadedFile("a.pdf", content, "application/pdf")
        fields, _model = add("publications")
        assert at("kosta").post(page("publications"), fields | {"file": file}).status_code == 422
    assert Publication.objects.count() == before


def test_markup_in_a_title_is_text(world, at):
    at("kosta").post(page("lines"), add("lines", title="<script>x</script> ставка")[0])
    assert "<script>x" not in at("ana").get(f"/projects/{SLUG}/").content.decode()
    assert "&lt;script&gt;x" in at("ana").get(f"/projects/{SLUG}/").content.decode()


def due(project, **more):
    how = {"first": days(-200), "last": days(-20), "due_on": days(10), "form": ReportKind.INTERIM}
    return Due(project=project, donor=project.donors.get(), **how | more)


@pytest.mark.parametrize("wrong", [{"first": days(5)}, {"due_on": days(-60)}])
def test_a_report_is_due_after_its_period_and_dates_run_forwards(world, wrong):
    with pytest.raises(Denied):
        write_part(due(the_project(), **wrong), by=world.kosta.actor)


def test_a_task_is_opened_before_a_report_is_due_and_closed_when_it_was_sent(world, at):
    project, by = the_project(), world.kosta.actor
    soon = write_part(due(project), by=by)
    write_part(due(project, due_on=days(90)), by=by)
    assert remind() == 1
    assert remind() == 1, "run again it opens nothing new"
    task = Task.objects.get(kind="project_report")
    assert (task.network, task.institution, task.done_at) == (world.vranje, None, None)
    assert task.due_at.date() >= soon.due_on - dt.timedelta(days=1)
    desk = at("kosta").get("/desk/").content.decode()
    assert f"/projects/due/{soon.pk}/" in desk
    mark_sent(soon, on=days(0), by=by)
    task.refresh_from_db()
    assert task.done_at is not None
    assert remind() == 0
    mark_unsent(soon, by=by)
    assert remind() == 1


def test_a_report_is_sent_on_a_day_that_can_be(world, at):
    row = write_part(due(the_project()), by=world.kosta.actor)
    there = f"/projects/{SLUG}/sent/{row.pk}/"
    for day in (days(2), days(-900)):
        answer = at("kosta").post(there, typed(sent_on=day.isoformat()))
        assert answer.status_code == 422
    assert at("kosta").post(there, typed(sent_on=days(0).isoformat())).status_code == 302
    row.refresh_from_db()
    assert row.sent_on == days(0)
    at("kosta").post(f"{there}undo/")
    row.refresh_from_db()
    assert row.sent_on is None


def test_set_aside_a_report_closes_its_task(world):
    row = write_part(due(the_project()), by=world.kosta.actor)
    remind()
    take_out(row, by=world.kosta.actor)
    assert Task.objects.get(kind="project_report").outcome == "dropped"
    assert remind() == 0


@pytest.mark.parametrize("part", NEW)
def test_each_kind_is_opened_to_be_changed_as_it_is_and_saved(world, at, part):
    fields, model = add(part)
    at("kosta").post(page(part), fields)
    row = model.objects.filter(project=the_project()).order_by("-changed_at").first()
    there = f"{page(part)}{row.pk}/"
    assert at("kosta").get(there).status_code == 200
    answer = at("kosta").post(there, typed(**NEW[part][0]))
    assert answer.status_code == 302, answer.content.decode()
    assert at("bea").get(there).status_code == 403
    assert at("nina").get(there).status_code in (403, 404)
