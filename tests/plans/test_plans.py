"""Begin, write, adopt, amend, copy, end: and who may not."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.attachments.forms import Incoming
from spona.deadlines.time import today
from spona.plans import actions
from spona.plans.models import Amendment, Line, Objective, Plan, State
from tests.plans.making import DAY, indicator, line, numbered, objective


def begin(world, by, **more):
    year = today().year
    said = {"title": "P", "starts_on": dt.date(year, 1, 1), "ends_on": dt.date(year, 12, 31)}
    return actions.begin(world.vranje, **said | more, by=by)


@pytest.mark.parametrize("who", ["ana", "bea", "cora", "nina"])
def test_only_who_leads_the_network_writes_a_plan(world, plan, who):
    by = world.people[who].actor
    for act in (
        lambda: begin(world, by),
        lambda: actions.write_part(plan, "objective", objective("2"), reason="r", by=by),
        lambda: actions.drop_part(numbered(plan, "1.1"), reason="r", by=by),
        lambda: actions.move_part(numbered(plan, "1.1"), up=False, reason="r", by=by),
        lambda: actions.edit_plan(plan, title="X", starts_on=plan.starts_on,
                                  ends_on=plan.ends_on, reason="r", by=by),
        lambda: actions.end(plan, by=by),
        lambda: actions.send_in(plan, Incoming("a.xlsx", "x", b"PK"), by=by),
    ):  # fmt: skip
        with pytest.raises(Denied, match="Only the coordinator"):
            act()


def test_a_system_job_without_the_permission_is_no_coordinator(world):
    with pytest.raises(Denied):
        begin(world, Actor.system("reminders"))
    assert begin(world, Actor.system("demo")).state == State.DRAFT


def test_days_that_run_backwards_are_refused_and_nothing_is_saved(world, plan):
    first = today()
    with pytest.raises(Denied, match="last day comes before"):
        begin(world, world.kosta.actor, starts_on=first, ends_on=first - DAY)
    with pytest.raises(Denied, match="six years"):
        begin(world, world.kosta.actor, ends_on=first + 4000 * DAY)
    backwards = line(plan, "1.9", starts_on=plan.ends_on, ends_on=plan.starts_on)
    with pytest.raises(Denied, match="deadline lies before the beginning"):
        actions.write_part(plan, "activity", backwards, reason="r", by=world.kosta.actor)
    assert not Line.objects.filter(number="1.9").exists()
    assert not Amendment.objects.filter(plan=plan).exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"number": "x"}, "Write the number like"),
        ({"title": " "}, "Write what it is called"),
        ({"title": "a" * 201}, "too long"),
        ({"belongs": "7"}, "No objective or measure"),
        ({"responsible": "I999"}, "does not sit in the network"),
        ({"partners": "E1; I999"}, "does not sit in the network"),
        ({"amount": Decimal(-1), "currency": "RSD"}, "not negative"),
        ({"amount": Decimal(5)}, "in which currency"),
        ({"amount": Decimal(5), "currency": "USD"}, "RSD or EUR"),
        ({"percent": 101}, "from 0 to 100"),
        ({"units_planned": -1}, "whole number"),
        ({"units_planned": 10**9}, "whole number"),
        ({"counts": "meetings"}, "how many are planned"),
        ({"counts": "stars"}, "who counts"),
        ({"months": "2026-13"}, "Write months like"),
        ({"months": "1999-01"}, "outside"),
        ({"starts_on": dt.date(1999, 1, 1)}, "The plan runs from"),
        ({"number": "1.1"}, "is taken"),
    ],
)
def test_impossible_lines_are_refused_with_a_sentence(world, plan, wrong, sentence):
    before = Line.objects.count()
    with pytest.raises(Denied, match=sentence):
        actions.write_part(
            plan, "activity", line(plan, "1.9") | wrong, reason="r", by=world.kosta.actor
        )
    assert Line.objects.count() == before


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"unit": "miles"}, "in what it is measured"),
        ({"feed": "stars"}, "from where the number"),
        ({"only": "health"}, "narrows nothing"),
        ({"feed": "trained", "only": "nobody"}, "narrows nothing"),
        ({"baseline": Decimal(-3)}, "not negative"),
        ({"belongs": "4"}, "No objective"),
    ],
)
def test_impossible_indicators_are_refused(world, plan, wrong, sentence):
    with pytest.raises(Denied, match=sentence):
        actions.write_part(
            plan, "indicator", indicator(plan, "9") | wrong, reason="r", by=world.kosta.actor
        )


def test_only_confirmed_national_objectives_can_be_named(world, draft):
    by = world.kosta.actor
    made = actions.write_part(draft, "objective", objective(aligned_to="s2017-3"), by=by)
    assert made.aligned_to == "s2017-3"
    # The collected data has five; two of them nobody has read in the document.
    for unread in ("s2017-4", "s2017-5", "p2024-1"):
        with pytest.raises(Denied, match="No confirmed national objective"):
            actions.write_part(draft, "objective", objective("2", aligned_to=unread), by=by)


def test_a_draft_is_adopted_with_its_day_act_and_document(world, draft):
    by = world.kosta.actor
    with pytest.raises(Denied, match="Nothing is planned"):
        actions.adopt(draft, on=today(), adopted_by="Veće", by=by)
    actions.write_part(draft, "objective", objective(), by=by)
    actions.write_part(draft, "activity", line(draft), by=by)
    with pytest.raises(Denied, match="lies ahead"):
        actions.adopt(draft, on=today() + DAY, adopted_by="Veće", by=by)
    paper = Incoming("odluka.pdf", "application/pdf", b"%PDF-1.7 x")
    found = actions.adopt(draft, on=today(), adopted_by="Veće", document=paper, by=by)
    assert (found.state, found.document.name) == (State.ADOPTED, "odluka.pdf")
    with pytest.raises(Conflict):
        actions.adopt(draft, on=today(), adopted_by="Veće", by=by)


def test_a_change_after_the_adoption_is_an_amendment_with_old_and_new(world, plan):
    by, row = world.kosta.actor, numbered(plan, "1.1")
    values = line(plan, "1.1", responsible=world.school.code, partners=world.health.code,
                  amount=Decimal("120000.50"), currency="RSD", funding="budžet grada",
                  ends_on=plan.ends_on - DAY)  # fmt: skip
    with pytest.raises(Denied, match="write why"):
        actions.write_part(plan, "activity", values, part=row, by=by)
    assert numbered(plan, "1.1").ends_on == plan.ends_on, "nothing half-saved"
    actions.write_part(plan, "activity", values, part=row, reason="rok iz odluke", by=by)
    found = Amendment.objects.get(plan=plan)
    assert (found.number, found.reason) == (1, "rok iz odluke")
    assert found.changes == [
        {"what": "1.1 Razgovori u školama", "field": "ends_on", "old": str(plan.ends_on),
         "new": str(plan.ends_on - DAY)}
    ]  # fmt: skip
    # Saved as it is, nothing is amended.
    actions.write_part(plan, "activity", values, part=numbered(plan, "1.1"), reason="x", by=by)
    assert Amendment.objects.filter(plan=plan).count() == 1


def test_of_a_draft_no_history_is_kept_and_what_is_dropped_is_gone(world, draft):
    by = world.kosta.actor
    actions.write_part(draft, "objective", objective(), by=by)
    made = actions.write_part(draft, "activity", line(draft), by=by)
    with pytest.raises(Denied, match="Something belongs to 1"):
        actions.drop_part(Objective.objects.get(plan=draft), by=by)
    actions.drop_part(made, by=by)
    actions.drop_part(Objective.objects.get(plan=draft), by=by)
    assert not draft.lines.exists()
    assert not draft.amendments.exists()


def test_out_of_an_adopted_plan_a_line_ends_and_its_number_is_free(world, plan):
    by, row = world.kosta.actor, numbered(plan, "1.1")
    actions.drop_part(row, reason="spojeno sa 1.3", by=by)
    row.refresh_from_db()
    assert row.dropped_on == today()
    with pytest.raises(Conflict):
        actions.drop_part(row, reason="opet", by=by)
    with pytest.raises(Conflict):
        actions.write_part(plan, "activity", line(plan), part=row, reason="r", by=by)
    assert actions.write_part(plan, "activity", line(plan), reason="nova", by=by).number == "1.1"


def test_neighbours_change_numbers(world, plan):
    by = world.kosta.actor
    actions.move_part(numbered(plan, "1.1"), up=False, reason="red", by=by)
    titles = list(plan.lines.order_by("order").values_list("number", "title"))
    assert titles == [("1.1", "Obuka"), ("1.2", "Razgovori u školama"), ("1.3", "Štandovi")]
    with pytest.raises(Denied, match="at the end"):
        actions.move_part(numbered(plan, "1.1"), up=True, reason="red", by=by)


def test_a_measure_holds_lines_and_a_line_takes_its_objective_from_it(world, draft):
    by = world.kosta.actor
    actions.write_part(draft, "objective", objective("2", "B"), by=by)
    actions.write_part(draft, "measure", {"number": "2.1", "title": "Mera", "belongs": "2"}, by=by)
    made = actions.write_part(draft, "activity", line(draft, "2.1.1") | {"belongs": "2.1"}, by=by)
    assert (made.measure.number, made.objective.number) == ("2.1", "2")
    with pytest.raises(Denied, match="Something belongs to"):
        actions.drop_part(made.measure, by=by)


def test_the_frame_does_not_leave_an_activity_outside(world, plan):
    by = world.kosta.actor
    with pytest.raises(Denied, match="would lie outside"):
        actions.edit_plan(plan, title="P", starts_on=plan.starts_on,
                          ends_on=plan.ends_on - DAY, reason="r", by=by)  # fmt: skip
    found = actions.edit_plan(plan, title="Novi naslov", starts_on=plan.starts_on,
                              ends_on=plan.ends_on + DAY, reason="odluka", by=by)  # fmt: skip
    assert found.title == "Novi naslov"
    assert {one["field"] for one in Amendment.objects.get(plan=plan).changes} == {
        "title", "ends_on",
    }  # fmt: skip


def test_last_years_plan_is_copied_without_what_was_done(world, plan):
    by = world.kosta.actor
    actions.report_progress(numbered(plan, "1.1"), percent=80, by=world.ana.actor)
    row = numbered(plan, "1.1")
    row.months = [f"{plan.starts_on.year}-03", f"{plan.starts_on.year}-06"]
    row.save()
    year = plan.starts_on.year + 1
    made = actions.begin(world.vranje, title="Sledeći", starts_on=dt.date(year, 1, 1),
                         ends_on=dt.date(year, 12, 31), copy_of=plan, by=by)  # fmt: skip
    copied = numbered(made, "1.1")
    assert (copied.percent, copied.progress_on) == (0, None)
    assert (copied.starts_on, copied.months) == (dt.date(year, 1, 1), [f"{year}-03", f"{year}-06"])
    assert [one.code for one in copied.partners.all()] == [world.health.code]
    assert copied.objective.plan_id == made.pk
    assert made.indicators.get().targets == {str(year): "10"}
    assert plan.lines.count() == 3
    assert numbered(plan, "1.1").percent == 80
    other = actions.begin(world.nis, title="Niš", starts_on=plan.starts_on,
                          ends_on=plan.ends_on, by=Actor.system("demo"))  # fmt: skip
    with pytest.raises(Denied, match="same network"):
        begin(world, by, copy_of=other)


def test_an_ended_plan_takes_no_change(world, plan):
    by = world.kosta.actor
    actions.end(plan, by=by)
    with pytest.raises(Denied, match="has ended"):
        actions.write_part(plan, "objective", objective("2"), reason="r", by=by)
    with pytest.raises(Denied, match="has ended"):
        actions.report_progress(numbered(plan, "1.1"), percent=1, by=world.ana.actor)
    with pytest.raises(Denied, match="has ended"):
        actions.end(plan, by=by)


def test_a_draft_cannot_end(world, draft):
    with pytest.raises(Denied, match="never adopted"):
        actions.end(draft, by=world.kosta.actor)


def test_who_sits_in_the_network_sees_its_plans_and_nobody_else(world, plan):
    for who in ("ana", "bea", "hana", "kosta"):
        assert Plan.objects.visible_to(world.people[who].actor).exists()
    for who in ("cora", "nina"):
        assert not Plan.objects.visible_to(world.people[who].actor).exists()
