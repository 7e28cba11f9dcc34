"""The pages, as somebody tries them out and as somebody breaks in."""

from __future__ import annotations

import io
import re
import uuid

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from spona.access.models import new_token
from spona.deadlines.time import today
from spona.plans import actions
from spona.plans.actions.activities import Held
from spona.plans.models import Activity, Indicator, Line, Plan, PlanImport
from spona.plans.workbook.writing import workbook
from tests.plans.making import DAY, move, numbered
from tests.prevention.conftest import noticed


@pytest.fixture
def made(world, plan):
    held = Held(kind="lesson", title="<b>Čas</b>", held_on=today(), total=25)
    return actions.record(world.vranje, held, institution=world.school, by=world.ana.actor)


def addresses(plan, made):
    """Every page of the app that is read."""
    row, ind = numbered(plan, "1.1"), Indicator.objects.get(plan=plan)
    objective = plan.objectives.get()
    return [
        *(reverse(f"plans:{name}", args=[plan.pk]) for name in (
            "plan", "table", "plan_csv", "plan_xlsx", "indicators_csv", "history", "ours",
            "report", "settings", "adopt", "import",
        )),
        *(reverse("plans:report_file", args=[plan.pk, kind]) for kind in ("pdf", "docx")),
        *(reverse("plans:add_part", args=[plan.pk, part]) for part in (
            "objective", "measure", "activity", "indicator",
        )),
        reverse("plans:edit_part", args=["activity", row.pk]),
        reverse("plans:edit_part", args=["indicator", ind.pk]),
        reverse("plans:drop_part", args=["objective", objective.pk]),
        reverse("plans:line", args=[row.pk]),
        reverse("plans:indicator", args=[ind.pk]),
        *(reverse(f"plans:{name}", args=[made.reference]) for name in (
            "activity", "edit_activity", "withdraw_activity",
        )),
    ]  # fmt: skip


OWN = ("plans:home", "plans:begin", "plans:activities", "plans:record", "plans:activities_csv",
       "plans:activities_xlsx")  # fmt: skip


def test_the_coordinator_opens_every_page(world, plan, made):
    browser = world.kosta.sign_in()
    for path in addresses(plan, made):
        assert browser.get(path).status_code == 200, path
    for name in OWN:
        assert browser.get(reverse(name)).status_code in (200, 302), name


def test_for_somebody_of_another_network_none_of_it_exists(world, plan, made):
    for who in ("nina", "cora"):
        browser = world.people[who].sign_in()
        found = {path: browser.get(path).status_code for path in addresses(plan, made)}
        # What only a coordinator may ask at all is refused before anything is looked up.
        assert set(found.values()) <= {404, 403}, found
        assert found[reverse("plans:plan", args=[plan.pk])] == 404
        assert found[reverse("plans:activity", args=[made.reference])] == 404
        for path in addresses(plan, made):
            assert browser.post(path, {"token": new_token()}).status_code in (403, 404, 405), path
    stranger = world.people["ana"].sign_in().__class__()
    for path in addresses(plan, made):
        assert stranger.get(path).status_code == 302, path


def test_a_member_reads_and_does_not_edit(world, plan, made):
    browser = world.hana.sign_in()
    for path in addresses(plan, made):
        answer = browser.get(path).status_code
        edits = re.search(r"/(settings|adopt|import|add|edit|drop|withdraw)/", path)
        assert answer == (403 if edits else 200), path
    page = browser.get(reverse("plans:plan", args=[plan.pk])).content.decode()
    assert "/add/activity/" not in page
    assert "/plan/activities/new/" in page
    assert browser.post(reverse("plans:end", args=[plan.pk])).status_code == 403
    assert browser.post(reverse("plans:restore_activity", args=[made.reference])).status_code == 403


def test_what_is_not_there_is_a_404(world, plan):
    browser, nobody = world.kosta.sign_in(), uuid.uuid4()
    for path in (
        f"/plan/{nobody}/", f"/plan/line/{nobody}/", f"/plan/activity/{nobody}/edit/",
        f"/plan/objective/{numbered(plan, '1.1').pk}/edit/", f"/plan/stone/{nobody}/edit/",
        f"/plan/{plan.pk}/add/stone/", f"/plan/{plan.pk}/report.exe", "/a/A-0000-00/",
        f"/plan/{plan.pk}/report/?year=1999&half=0", f"/plan/{plan.pk}/report/?year=x&half=0",
        f"/plan/{plan.pk}/report/?for=trafficker", "/plan/?network=nis",
        f"/plan/activities/new/?from={nobody}", "/plan/activities/new/?from=x",
        f"/plan/import/{nobody}/", f"/plan/report/{nobody}/",
    ):  # fmt: skip
        assert browser.get(path).status_code == 404, path
    page = reverse("plans:plan", args=[plan.pk])
    for odd in ("?year=99999", "?year=٢٠٢٦", "?page=x", "?show=x", "?whose=x", "?q=%ff"):
        assert browser.get(page + odd).status_code == 200, odd
    for odd in ("?year=0000", "?line=x", "?kind=x", "?page=-3", "?project=x"):
        assert browser.get("/plan/activities/" + odd).status_code == 200, odd


def recorded(**more):
    return {
        "token": new_token(), "title": "Štand na trgu", "kind": "stall",
        "held_on": today().isoformat(), "total": "140", "place": "trg", **more,
    }  # fmt: skip


def test_an_activity_is_recorded_on_one_page_and_a_second_click_changes_nothing(world, plan):
    browser, path = world.ana.sign_in(), reverse("plans:record")
    data = recorded(line=str(numbered(plan, "1.3").pk), n_f_15_17="4")
    for _ in range(2):
        answer = browser.post(path, data)
        assert answer.status_code == 302
    row = Activity.objects.get()
    assert (row.institution, row.total, row.numbers) == (world.school, 140, {"f_15_17": 4})
    page = browser.get(answer["Location"]).content.decode()
    assert row.reference in page
    again = browser.post(path, recorded(next="another"))
    assert "again=1" in again["Location"]
    assert browser.get(again["Location"]).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""}, {"title": "a" * 121}, {"kind": ""}, {"kind": "party"}, {"held_on": "juče"},
        {"held_on": "2999-01-01"}, {"held_on": (today() + DAY).isoformat()}, {"total": "-5"},
        {"total": "mnogo"}, {"total": "2", "n_f_0_14": "9"}, {"n_f_0_14": "1.5"},
        {"line": str(uuid.uuid4())}, {"line": "x"}, {"partners": ["x"]},
        {"note": "Došla je Milica Petrović sa majkom"}, {"title": "Razgovor, 0601234567"},
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_beside_its_field_and_kept_as_typed(world, wrong):
    browser = world.ana.sign_in()
    answer = browser.post(reverse("plans:record"), recorded(place="kod fontane") | wrong)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "kod fontane" in page
    assert 'class="error"' in page
    assert not Activity.objects.exists()


def test_a_name_goes_through_only_when_somebody_says_it_is_none(world):
    browser = world.ana.sign_in()
    named = recorded(note="bili smo kod spomenika Vuk Karadžić")
    page = browser.post(reverse("plans:record"), named).content.decode()
    assert "nobody_named" in page
    assert browser.post(reverse("plans:record"), named | {"nobody_named": "on"}).status_code == 302


def test_for_another_institution_only_the_coordinator_records(world):
    data = recorded(institution=str(world.health.pk))
    world.ana.sign_in().post(reverse("plans:record"), data)
    assert Activity.objects.get().institution == world.school, "the field is not there for her"
    world.kosta.sign_in().post(reverse("plans:record"), recorded(institution=str(world.health.pk)))
    assert Activity.objects.filter(institution=world.health).exists()
    answer = world.kosta.sign_in().post(
        reverse("plans:record"), recorded(institution=str(world.csw_nis.pk))
    )
    assert answer.status_code == 422


def test_an_observation_prompts_an_activity(world):
    seen = noticed(world, title="Oglas za posao")
    browser = world.ana.sign_in()
    page = browser.get(reverse("plans:record") + f"?from={seen.pk}").content.decode()
    assert "Oglas za posao" in page
    browser.post(reverse("plans:record"), recorded(**{"from": str(seen.pk)}))
    assert Activity.objects.get().prompted_by == seen
    [followed] = seen.follow_ups.all()
    assert (followed.kind, followed.reference) == ("activity", Activity.objects.get().reference)


def test_the_list_filters_searches_and_escapes(world, plan, made):
    browser = world.hana.sign_in()
    page = browser.get(reverse("plans:activities")).content.decode()
    assert "&lt;b&gt;Čas&lt;/b&gt;" in page
    assert "<b>Čas" not in page
    for found, asked in (
        (True, f"?year={today().year}&kind=lesson&whose={world.school.code}"),
        (False, "?kind=stall"), (False, "?year=1999"), (False, f"?line={numbered(plan, '1.1').pk}"),
        (False, "?withdrawn=1"),
    ):  # fmt: skip
        page = browser.get(reverse("plans:activities") + asked).content.decode()
        assert (f"/a/{made.reference}/" in page) is found, asked
    found = browser.post(reverse("plans:search") + "?network=vranje", {"q": "cas"})
    assert f"/a/{made.reference}/" in found.content.decode()
    none = browser.post(reverse("plans:search"), {"q": "xyzzy"})
    assert f"/a/{made.reference}/" not in none.content.decode()


def test_tables_that_leave_run_nothing(world, plan):
    for title in ("=1+1", "+381", "@SUM(A1)", "-2"):
        actions.record(
            world.vranje, Held(kind="stall", title=title, held_on=today()),
            institution=world.school, by=world.ana.actor,
        )  # fmt: skip
    row = numbered(plan, "1.1")
    row.title = "=HYPERLINK(1)"
    row.save()
    browser = world.ana.sign_in()
    for path in (reverse("plans:activities_csv"), reverse("plans:plan_csv", args=[plan.pk])):
        answer = browser.get(path)
        assert answer["Content-Disposition"].startswith('attachment; filename="')
        text = answer.content.decode("utf-8-sig")
        assert not re.search(r'(^|;)"[=+@-]', text), text
    sheet = openpyxl.load_workbook(
        io.BytesIO(browser.get(reverse("plans:activities_xlsx")).content)
    ).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


def test_a_plan_is_begun_filled_and_adopted_on_its_pages(world):
    browser = world.kosta.sign_in()
    page = browser.get(reverse("plans:home")).content.decode()
    assert "/plan/new/" in page
    year = today().year
    begin = {"token": new_token(), "title": "Akcioni plan", "starts_on": f"{year}-01-01",
             "ends_on": f"{year}-12-31", "network": "vranje"}  # fmt: skip
    backwards = begin | {"token": new_token(), "ends_on": f"{year - 1}-12-31"}
    assert browser.post(reverse("plans:begin"), backwards).status_code == 422
    assert not Plan.objects.exists()
    for _ in range(2):
        answer = browser.post(reverse("plans:begin"), begin)
    plan = Plan.objects.get()
    assert answer["Location"] == reverse("plans:plan", args=[plan.pk])
    first = browser.get(reverse("plans:add_part", args=[plan.pk, "activity"]))
    assert first["Location"].endswith("/add/objective/"), "an activity needs an objective"
    goal = {"token": new_token(), "number": "1", "title": "Cilj", "aligned_to": "s2017-2"}
    browser.post(reverse("plans:add_part", args=[plan.pk, "objective"]), goal)
    task = {
        "token": new_token(), "number": "1.1", "title": "Razgovori", "belongs": "1",
        "responsible": world.school.code, "starts_on": f"{year}-01-01",
        "ends_on": f"{year}-12-31", "counts": "hand", "amount": "120000,50", "currency": "RSD",
        "months": [f"{year}-02", f"{year}-05"],
    }  # fmt: skip
    path = reverse("plans:add_part", args=[plan.pk, "activity"])
    for wrong in ({"ends_on": f"{year - 1}-01-01"}, {"amount": "sto"}, {"number": "prvi"},
                  {"responsible": "I999"}, {"months": ["1999-01"]}, {"amount": "12 50"}):  # fmt: skip
        assert browser.post(path, task | wrong | {"token": new_token()}).status_code == 422, wrong
    assert browser.post(path, task).status_code == 302
    row = Line.objects.get()
    assert (str(row.amount), row.months) == ("120000.50", [f"{year}-02", f"{year}-05"])
    aim = {"token": new_token(), "number": "1", "title": "P", "belongs": "1", "unit": "number",
           "feed": "activities", "only": "lesson", f"target_{year}": "6"}  # fmt: skip
    assert browser.post(
        reverse("plans:add_part", args=[plan.pk, "indicator"]), aim
    ).status_code == 302  # fmt: skip
    adopt = {"adopted_on": today().isoformat(), "adopted_by": "Gradsko veće"}
    macro = SimpleUploadedFile("a.docm", b"PK\x03\x04 nothing")
    assert browser.post(
        reverse("plans:adopt", args=[plan.pk]), adopt | {"document": macro}
    ).status_code == 422  # fmt: skip
    assert browser.post(reverse("plans:adopt", args=[plan.pk]), adopt).status_code == 302
    page = browser.get(reverse("plans:plan", args=[plan.pk])).content.decode()
    assert "Razgovori" in page
    assert "<svg" in page
    assert " style=" not in page


def test_progress_with_evidence_and_undo(world, plan):
    browser, row = world.ana.sign_in(), numbered(plan, "1.1")
    path = reverse("plans:line", args=[row.pk])
    paper = SimpleUploadedFile("zapisnik.pdf", b"%PDF-1.7 x")
    assert (
        browser.post(path, {"percent": "40", "note": "dva časa", "evidence": paper}).status_code
        == 302
    )
    assert browser.post(path, {"percent": "sto"}).status_code == 422
    huge = SimpleUploadedFile("veliko.pdf", b"%PDF-" + b"x" * (11 * 1024 * 1024))
    assert browser.post(path, {"percent": "50", "evidence": huge}).status_code == 422
    assert numbered(plan, "1.1").percent == 40
    last = row.progress.get()
    other = world.hana.sign_in()
    assert other.post(path, {"percent": "99"}).status_code == 422
    assert other.post(reverse("plans:take_back", args=[last.pk])).status_code == 403
    browser.post(reverse("plans:take_back", args=[last.pk]))
    assert numbered(plan, "1.1").percent == 0


def test_a_reading_and_the_own_lines(world, plan):
    row = Indicator.objects.get(plan=plan)
    browser = world.kosta.sign_in()
    path = reverse("plans:indicator", args=[row.pk])
    data = {
        "token": new_token(),
        "read_on": today().isoformat(),
        "value": "38,5",
        "source": "anketa",
    }
    for _ in range(2):
        assert browser.post(path, data).status_code == 302
    assert str(row.readings.get().value) == "38.50"
    bad = data | {"token": new_token(), "value": "-1"}
    assert browser.post(path, bad).status_code == 422
    browser.post(reverse("plans:undo_reading", args=[row.readings.get().pk]))
    assert row.readings.get().withdrawn_at is not None
    ana = world.ana.sign_in()
    ours = reverse("plans:ours", args=[plan.pk])
    assert ana.get(ours).status_code == 200
    assert ana.post(ours).status_code == 302
    assert numbered(plan, "1.1").progress_on == today()


def test_a_workbook_is_sent_in_looked_at_and_taken_over(world, plan):
    book = openpyxl.load_workbook(io.BytesIO(workbook(plan)))
    browser = world.kosta.sign_in()
    sheet = book["Plan"]
    title = next(cell.column for cell in sheet[1] if cell.value == "Title")
    sheet.cell(3, title).value = "Novi <i>naslov</i>"
    out = io.BytesIO()
    book.save(out)
    path = reverse("plans:import", args=[plan.pk])
    assert browser.post(path, {}).status_code == 422
    text = SimpleUploadedFile("plan.xlsx", b"a;b;c")
    assert browser.post(path, {"paper": text}).status_code == 422
    answer = browser.post(path, {"paper": SimpleUploadedFile("plan.xlsx", out.getvalue())})
    preview = answer["Location"]
    page = browser.get(preview).content.decode()
    assert "Novi &lt;i&gt;naslov&lt;/i&gt;" in page
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    assert browser.post(preview, {"seen": seen, "reason": ""}).status_code == 422
    assert browser.post(preview, {"seen": "0", "reason": "r"}).status_code == 422
    assert browser.post(preview, {"seen": seen, "reason": "dopuna"}).status_code == 302
    assert numbered(plan, "1.1").title == "Novi <i>naslov</i>"
    assert world.nina.sign_in().get(preview).status_code in (403, 404)
    assert PlanImport.objects.get().taken_over_at is not None
    page = browser.get(reverse("plans:history", args=[plan.pk])).content.decode()
    assert "dopuna" in page


def test_a_report_is_kept_from_its_page(world, plan):
    browser = world.kosta.sign_in()
    path = reverse("plans:report", args=[plan.pk])
    named = {"problems": "rekla je Milica Petrović", "proposals": "", "do": "write"}
    assert browser.post(path, named).status_code == 422
    assert (
        browser.post(path, {"problems": "", "proposals": "Kombi.", "do": "file"}).status_code == 302
    )
    kept = plan.reports.get()
    assert re.fullmatch(r"izvestaj-\d{4}(-\d)?\.pdf", kept.paper.name)
    answer = world.ana.sign_in().get(reverse("plans:filed_report", args=[kept.pk]))
    assert answer.content.startswith(b"%PDF")
    assert "Kombi" not in answer["Content-Disposition"]
    assert (
        world.nina.sign_in().get(reverse("plans:filed_report", args=[kept.pk])).status_code == 404
    )
    assert world.ana.sign_in().post(path, {"problems": "", "do": "write"}).status_code == 403


def test_parts_move_and_go_on_their_pages(world, plan):
    browser = world.kosta.sign_in()
    row = numbered(plan, "1.2")
    browser.post(reverse("plans:move_line", args=[row.pk]), {"way": "up", "reason": "red"})
    assert Line.objects.get(pk=row.pk).number == "1.1"
    drop = reverse("plans:drop_part", args=["activity", row.pk])
    assert browser.post(drop, {}).status_code == 422
    assert browser.post(drop, {"reason": "spojeno"}).status_code == 302
    assert Line.objects.get(pk=row.pk).dropped_on == today()


def test_withdrawing_asks_why_and_can_be_put_back(world, made):
    browser = world.ana.sign_in()
    path = reverse("plans:withdraw_activity", args=[made.reference])
    assert browser.post(path, {"reason": ""}).status_code == 422
    browser.post(path, {"reason": "dvaput"})
    made.refresh_from_db()
    assert made.withdrawn_why == "dvaput"
    browser.post(reverse("plans:restore_activity", args=[made.reference]))
    edit = reverse("plans:edit_activity", args=[made.reference])
    browser.post(edit, recorded(title="Ispravljeno"))
    made.refresh_from_db()
    assert made.title == "Ispravljeno"


def test_a_long_plan_asks_no_more_questions_than_a_short_one(
    world, plan, django_assert_max_num_queries
):
    browser = world.kosta.sign_in()
    goal = plan.objectives.get()
    rows = [
        Line(plan=plan, objective=goal, number=f"1.{n}", order=f"0001.{n:04d}", title=f"A {n}", search_key=f"a {n}",
             responsible=world.school, starts_on=plan.starts_on, ends_on=plan.ends_on)
        for n in range(100, 400)
    ]  # fmt: skip
    Line.objects.bulk_create(rows)
    path = reverse("plans:plan", args=[plan.pk])
    browser.get(path)
    with django_assert_max_num_queries(60):
        page = browser.get(path).content.decode()
    assert page.count('class="what"') == 100
    late = move(numbered(plan, "1.150"), starts=today() - 9 * DAY, ends=today() - DAY)
    page = browser.get(path + f"?show=late&whose={world.school.code}&q=150").content.decode()
    assert page.count('class="what"') == 1
    assert str(late.pk) in page


def test_the_number_of_questions_of_the_list(world, made, django_assert_max_num_queries):
    browser = world.ana.sign_in()
    for n in range(30):
        actions.record(
            world.vranje, Held(kind="stall", title=f"S {n}", held_on=today()),
            institution=world.school, by=world.ana.actor,
        )  # fmt: skip
    browser.get(reverse("plans:activities"))
    with django_assert_max_num_queries(40):
        browser.get(reverse("plans:activities"))


def test_a_network_without_a_plan_and_somebody_without_a_network(world):
    page = world.ana.sign_in().get(reverse("plans:home")).content.decode()
    assert "/plan/new/" not in page
    assert "/plan/activities/new/" in page
