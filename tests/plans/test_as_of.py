"""A report of a half-year that is over, made later: as the plan stood then, whatever came after."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from spona.deadlines.time import in_days, moved, today
from spona.plans import actions
from spona.plans.models import Indicator, Line, Progress
from spona.plans.periods import period_of
from spona.plans.reports.as_of import stood_on
from spona.plans.reports.facts import facts_of
from spona.plans.reports.paper import paper_of
from spona.plans.rows import known_of, values_of
from tests.plans.making import DAY, adopted, indicator, line, numbered
from tests.plans.test_reports import text_of


@pytest.fixture
def july(world, year):
    """A plan adopted in January in which something was written by June; the test runs in July."""
    with moved(in_days((dt.date(year, 1, 10) - today()).days)):
        draft = actions.begin(
            world.vranje, title="Plan", starts_on=dt.date(year, 1, 1),
            ends_on=dt.date(year, 12, 31), by=world.kosta.actor,
        )  # fmt: skip
        plan = adopted(world, draft)
    with moved(in_days((dt.date(year, 6, 20) - today()).days)):
        actions.report_progress(numbered(plan, "1.1"), percent=40, by=world.kosta.actor)
    with moved(in_days((dt.date(year, 7, 20) - today()).days)):
        yield plan


def june(plan):
    return stood_on(plan, dt.date(plan.starts_on.year, 6, 30))


def told(stood):
    return {one.number: (one.title, one.percent, one.units_done) for one in stood.lines}


def changed(plan, which, world, **said):
    row = numbered(plan, which)
    known = known_of(plan)
    values = values_of(known.parts["activity"][row.pk]) | said
    return actions.write_part(
        plan, "activity", values, part=row, reason="Dogovor", by=world.kosta.actor
    )


def test_progress_written_later_is_not_of_the_half_year(world, july):
    actions.report_progress(numbered(july, "1.1"), percent=100, by=world.kosta.actor)
    actions.report_progress(numbered(july, "1.2"), units_done=3, by=world.kosta.actor)
    then = told(june(july))
    assert then["1.1"][1] == 40
    assert then["1.2"][2] == 0
    period = period_of(july.starts_on.year, 1)
    with translation.override("en"):
        said = text_of(paper_of(facts_of(july, period, "council")))
    assert f"as it stood on 30. 6. {july.starts_on.year}" in said
    assert "no day is kept" not in said


def test_words_days_owner_and_money_changed_later_are_told_as_they_were(world, july):
    changed(
        july, "1.1", world, title="Predavanja", number="1.7", responsible=world.health.code,
        ends_on=dt.date(july.starts_on.year, 9, 30), amount=Decimal(5), currency="EUR",
    )  # fmt: skip
    changed(july, "1.7", world, title="Predavanja i štandovi")
    [row] = [one for one in june(july).lines if one.percent == 40]
    assert (row.number, row.title) == ("1.1", "Razgovori u školama")
    assert row.responsible == world.school
    assert row.ends_on == dt.date(july.starts_on.year, 12, 31)
    assert (row.amount, row.currency) == (Decimal("120000.50"), "RSD")
    assert [one.number for one in june(july).lines] == ["1.1", "1.2", "1.3"]
    # Nothing of it is saved.
    assert numbered(july, "1.7").title == "Predavanja i štandovi"


def test_what_came_later_is_not_there_and_what_went_later_still_is(world, july):
    by = world.kosta.actor
    actions.write_part(july, "activity", line(july, "1.8", "Nova"), reason="Novo", by=by)
    actions.drop_part(numbered(july, "1.2"), reason="Nema novca", by=by)
    actions.write_part(july, "indicator", indicator(july, "2", "Novi"), reason="Novo", by=by)
    old = Indicator.objects.get(plan=july, number="1")
    actions.drop_part(old, reason="Nema smisla", by=by)
    then = june(july)
    assert [one.number for one in then.lines] == ["1.1", "1.2", "1.3"]
    assert [one.title for one in then.indicators] == ["Pokazatelj"]
    today_ = stood_on(july, today())
    assert [one.number for one in today_.lines] == ["1.1", "1.3", "1.8"]


def test_targets_and_readings_of_indicators_are_those_of_then(world, july):
    by, year = world.kosta.actor, july.starts_on.year
    row = Indicator.objects.get(plan=july)
    with moved(-30 * DAY):
        actions.write_reading(row, read_on=dt.date(year, 6, 15), value=Decimal(4), by=by)
    actions.write_reading(row, read_on=dt.date(year, 7, 10), value=Decimal(9), by=by)
    values = indicator(july) | {f"target_{year}": Decimal(50)}
    actions.write_part(july, "indicator", values, part=row, reason="Više", by=by)
    facts = facts_of(july, period_of(year, 1), "council")
    [(then, value)] = facts.indicators
    assert then.targets[str(year)] == "10"
    assert value.number == 4


def test_lines_that_change_places_later_stand_in_their_old_order(world, july):
    actions.move_part(numbered(july, "1.2"), up=True, reason="Pre", by=world.kosta.actor)
    titles = [(one.number, one.title) for one in june(july).lines]
    assert titles[:2] == [("1.1", "Razgovori u školama"), ("1.2", "Obuka")]


def test_what_a_draft_brought_along_is_kept_with_the_day_of_the_adoption(world, draft):
    by = world.kosta.actor
    actions.write_part(draft, "objective", {"number": "1", "title": "C", "aligned_to": ""}, by=by)
    actions.write_part(draft, "activity", line(draft, percent=20), by=by)
    plan = actions.adopt(draft, on=today(), adopted_by="Veće", by=by)
    assert [one.percent for one in Progress.objects.all()] == [20]
    with moved(10 * DAY):
        actions.report_progress(numbered(plan, "1.1"), percent=70, by=by)
        assert [one.percent for one in stood_on(plan, today() - 5 * DAY).lines] == [20]


def test_a_progress_without_a_day_is_named_and_not_guessed(world, july):
    Line.objects.filter(plan=july, number="1.2").update(units_done=2)
    stood = june(july)
    assert [one.number for one in stood.unknown] == ["1.2"]
    period = period_of(july.starts_on.year, 1)
    with translation.override("en"):
        said = text_of(paper_of(facts_of(july, period, "council")))
    assert "1.2: no day is kept" in said
    assert f"as it is on 20. 7. {july.starts_on.year}" in said


def test_what_a_workbook_says_of_progress_is_kept_with_its_day(world, july):
    from tests.plans.test_workbook import compared, opened, put, saved, sent

    book, sheet = opened(july)
    put(sheet, "1.1", "Done, percent", 90)
    found = compared(july, saved(book))
    one = sent(world, july, saved(book))
    actions.take_over(one, seen=found.mark, reason="dopuna", by=world.kosta.actor)
    assert numbered(july, "1.1").percent == 90
    assert Progress.objects.filter(line__number="1.1").first().percent == 90
    assert told(june(july))["1.1"][1] == 40
