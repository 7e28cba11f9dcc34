"""How far a line is, what is late and by what, and where it stands in the picture."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spona.deadlines.time import today
from spona.plans import actions
from spona.plans.gantt import bar_of, month_heads, place, today_line
from spona.plans.numbering import is_number, next_number, order_of
from spona.plans.queries import how_far, states
from tests.plans.making import DAY, line, move, numbered


def state(plan, number):
    return states(plan, [numbered(plan, number)], today())[0][1]


def test_a_line_is_late_by_its_own_deadline_only_and_the_days_are_counted(world, plan):
    first = move(numbered(plan, "1.1"), starts=today() - 90 * DAY, ends=today() - 55 * DAY)
    assert (state(plan, "1.1").name, state(plan, "1.1").told) == ("late", "55 days late")
    move(first, ends=today() - DAY)
    assert state(plan, "1.1").told == "1 day late"
    move(first, ends=today())
    assert state(plan, "1.1").name == "soon"
    actions.report_progress(first, percent=100, by=world.ana.actor)
    move(first, ends=today() - 9 * DAY)
    assert state(plan, "1.1").name == "done"


def test_of_a_draft_nothing_is_late(world, draft):
    actions.write_part(draft, "objective", {"number": "1", "title": "A", "aligned_to": ""},
                       by=world.kosta.actor)  # fmt: skip
    made = actions.write_part(draft, "activity", line(draft), by=world.kosta.actor)
    move(made, starts=today() - 30 * DAY, ends=today() - DAY)
    assert state(draft, "1.1").name == "in_work"


def test_what_lies_ahead_is_planned_and_what_is_begun_is_in_progress(plan):
    first = move(numbered(plan, "1.1"), starts=today() + DAY, ends=today() + 90 * DAY)
    assert state(plan, "1.1").name == "planned"
    move(first, starts=today() - DAY)
    assert (state(plan, "1.1").name, state(plan, "1.1").told) == ("in_work", "in progress")
    move(first, ends=today() + 14 * DAY)
    assert state(plan, "1.1").name == "soon"


def test_units_are_told_as_a_fraction(world, plan):
    second = move(numbered(plan, "1.2"), starts=today() - 9 * DAY, ends=today() + 90 * DAY)
    actions.report_progress(second, units_done=3, by=world.hana.actor)
    assert (state(plan, "1.2").told, state(plan, "1.2").share) == ("3 of 4", 75)
    actions.report_progress(second, units_done=5, by=world.hana.actor)
    assert state(plan, "1.2").name == "done", "more than planned is done, not wrong"


def test_meetings_count_for_the_line_that_counts_them(world, plan, monkeypatch):
    asked = []

    def held(network, first, last):
        asked.append((first, last))
        return 3

    monkeypatch.setattr("spona.plans.states.held_between", held)
    row = numbered(plan, "1.1")
    row.counts, row.units_planned = "meetings", 4
    row.save()
    move(row, starts=today() - 40 * DAY, ends=today() + 90 * DAY)
    assert state(plan, "1.1").told == "3 of 4"
    assert asked[-1] == (today() - 40 * DAY, today()), "only what has been"


def progress(plan, day):
    return how_far(plan, states(plan, plan.lines.standing(), day), day)


def test_the_plan_says_how_far_it_is_in_a_sentence(world, plan):
    far = progress(plan, today())
    assert (far.told, far.late_told) == ("0 of 3 activities are done.", "")
    actions.report_progress(numbered(plan, "1.1"), percent=100, by=world.ana.actor)
    move(numbered(plan, "1.2"), starts=today() - 9 * DAY, ends=today() - DAY)
    far = progress(plan, today())
    assert (far.told, far.late_told) == ("1 of 3 activities are done,", "one is late.")
    move(numbered(plan, "1.3"), starts=today() - 9 * DAY, ends=today() - DAY)
    assert progress(plan, today()).late_told == "2 are late."
    assert "left" in far.time_told
    assert "over" in progress(plan, plan.ends_on + DAY).time_told


@pytest.mark.parametrize(
    ("number", "good"),
    [("1", True), ("2.10", True), ("3.1.2", True), ("", False), ("1.", False), ("a", False),
     ("1.2.3.4", False), ("12345", False), ("-1", False), ("٣", False)],
)  # fmt: skip
def test_numbers_as_people_write_them(number, good):
    assert is_number(number) is good


def test_two_ten_stands_behind_two_nine_and_the_next_one_is_proposed():
    assert sorted(["2.10", "2.9", "10", "2"], key=order_of) == ["2", "2.9", "2.10", "10"]
    assert next_number(["1", "2"]) == "3"
    assert next_number(["2.1", "2.9", "3.1"], "2") == "2.10"
    assert next_number([], "4") == "4.1"


@given(st.dates(dt.date(2024, 1, 1), dt.date(2027, 12, 31)))
def test_every_day_has_its_place_in_the_year(day):
    assert 0 <= place(day) < place(day, after=True) <= 1


def test_a_bar_is_cut_at_the_turn_of_the_year(plan):
    row = numbered(plan, "1.1")
    row.starts_on, row.ends_on = dt.date(2025, 10, 1), dt.date(2026, 3, 31)
    found = states(plan, [row], dt.date(2026, 1, 15))[0][1]
    assert bar_of(row, found, 2024) is None
    assert bar_of(row, found, 2025).x == "75.00%"
    assert (bar_of(row, found, 2026).x, bar_of(row, found, 2026).width) == ("0.00%", "25.00%")
    assert today_line(dt.date(2026, 1, 15), 2025) == ""
    assert [now for _name, now in month_heads(dt.date(2026, 11, 24), 2026)].index(True) == 10


def test_months_now_and_then_are_diamonds_and_as_many_full_as_are_done(plan):
    row = numbered(plan, "1.2")
    row.starts_on, row.ends_on, row.units_done = dt.date(2026, 1, 1), dt.date(2026, 12, 31), 3
    row.months = ["2026-02", "2026-05", "2026-10", "2026-12"]
    found = states(plan, [row], dt.date(2026, 11, 24))[0][1]
    full = [one for _x, one in bar_of(row, found, 2026).diamonds]
    assert full == [True, True, True, False]
    row.months = ["2026-02", "2026-03", "2026-04"]
    assert bar_of(row, found, 2026).diamonds == (), "month after month is a bar"
