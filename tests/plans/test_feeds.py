"""Numbers that fill themselves; small ones are told of nobody, also not by subtraction."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from spona.audit.readonly import remembering
from spona.audit.transaction_cache import TransactionCache
from spona.cases.referrals.actions import send
from spona.cases.referrals.models import Referral
from spona.deadlines.models import Deadline, Rule
from spona.deadlines.time import today
from spona.plans import actions
from spona.plans.feeds import values_in
from spona.plans.feeds.casework import answered_in_time, reports_by_sector
from spona.plans.models import Indicator
from spona.plans.periods import period_of
from spona.statistics.disclosure import last_of, quarter_of, told_between, told_sums
from tests.cases.packets import packet
from tests.plans.making import indicator

Q1, Q2, Q3, Q4 = (dt.date(2026, month, 1) for month in (1, 4, 7, 10))


def value(world, plan, period=None, **more):
    row = Indicator(plan=plan, objective=plan.objectives.get(), number="9", title="P",
                    targets={}, **more)  # fmt: skip
    period = period or period_of(plan.starts_on.year).until(today())
    return values_in(world.vranje, [row], period)[row.pk]


def test_small_quarters_are_put_together_until_five():
    sums = told_sums({Q1: (3, 3), Q2: (3, 3), Q3: (1, 1), Q4: (9, 9)})
    assert sums == {Q2: (6, 6), Q4: (10, 10)}
    assert told_between({Q1: (4, 4)}, Q1, dt.date(2026, 12, 31)) is None
    assert told_between({Q1: (4, 5)}, Q1, dt.date(2026, 3, 31)) == (4, 5)
    assert told_between({Q1: (4, 5)}, Q1, dt.date(2026, 3, 30)) is None, "half a quarter"


@given(st.lists(st.integers(0, 30), min_size=8, max_size=8))
def test_what_is_told_less_what_is_told_leaves_five_or_nothing(numbers):
    """A half taken from its year, a year from both, today's page from last quarter's page."""
    firsts = [dt.date(2025 + at // 4, at % 4 * 3 + 1, 1) for at in range(8)]

    def told(known, begin, end):
        quarters = {one: (n, n) for one, n in zip(firsts[:known], numbers, strict=False)}
        found = told_between(quarters, firsts[begin], last_of(firsts[end]))
        return found[1] if found else 0

    for begin in range(8):
        for end in range(begin, 8):
            whole = told(8, begin, end)
            assert whole == 0 or whole >= 5
            for inside in range(begin, end + 1):
                for rest in (told(8, begin, inside), told(8, inside, end)):
                    assert whole == rest or whole - rest >= 5
            # The quarter that is added moves no number of the quarters before it.
            assert all(told(known, begin, end) == whole for known in range(end + 1, 8))


def test_quarters():
    assert quarter_of(dt.date(2026, 11, 24)) == Q4
    assert [last_of(one) for one in (Q1, Q2, Q3, Q4)] == [
        dt.date(2026, 3, 31), dt.date(2026, 6, 30), dt.date(2026, 9, 30), dt.date(2026, 12, 31),
    ]  # fmt: skip


@pytest.fixture
def last_quarter():
    """A day of the quarter that was over last, and its days."""
    day = quarter_of(today()) - dt.timedelta(days=20)
    return day, quarter_of(day), last_of(quarter_of(day))


def reported(world, number, day, who="ana"):
    for _ in range(number):
        made = send(packet(), network=world.vranje, recipient=world.csw, by=world.people[who].actor)
        when = timezone.make_aware(dt.datetime.combine(day, dt.time(10)))
        row = Referral.objects.get(pk=made.pk)
        row.sent_at = when
        row.save(update_fields=["sent_at"])
        Deadline.objects.filter(subject_id=made.pk).update(
            started_at=when, due_at=when + dt.timedelta(1)
        )


def test_reports_are_told_by_sector_from_five_on(world, plan, last_quarter):
    day, first, last = last_quarter
    reported(world, 4, day)
    assert reports_by_sector(world.vranje, first, last) == {}
    reported(world, 1, day)
    reported(world, 3, day, who="hana")
    assert reports_by_sector(world.vranje, first, last) == {"school": 5}
    assert reports_by_sector(world.nis, first, last) == {}
    period = period_of(last.year)
    assert value(world, plan, period, feed="reports", only="school").told == "5"
    few = value(world, plan, period, feed="reports", only="health")
    assert (few.told, few.small, few.number) == ("fewer than 5", True, None)
    none = value(world, plan, period, feed="reports", only="police")
    assert none.told == few.told, "zero is told in the same words"
    # What is told of all holds none of the few.
    assert value(world, plan, period, feed="reports").told == "5"


def test_what_is_being_reported_now_moves_no_number(world, plan):
    reported(world, 7, today())
    year = period_of(today().year)
    assert reports_by_sector(world.vranje, year.first, year.last) == {}


def test_answered_in_time_counts_only_what_a_binding_rule_asks(world, plan, last_quarter):
    day, first, last = last_quarter
    reported(world, 6, day)
    deadlines = Deadline.objects.filter(network=world.vranje)
    Rule.objects.filter(pk__in=deadlines.values("rule")).update(state="proposed", basis="proposal")
    assert answered_in_time(world.vranje, first, last) is None
    rule = Rule.objects.filter(pk__in=deadlines.values("rule")).first()
    Rule.objects.filter(pk=rule.pk).update(
        state="adopted", basis="network_decision", decision="x", counts_as_late=True
    )
    deadlines.update(rule=rule)
    for one in deadlines[:4]:
        Deadline.objects.filter(pk=one.pk).update(stopped_at=one.due_at)
    assert answered_in_time(world.vranje, first, last) == (4, 6)
    found = value(world, plan, period_of(last.year), feed="answered", unit="share")
    assert (found.told, found.share_of(None)) == ("4 of 6", 66)


def test_meetings_trainings_services_and_deputies_are_asked_of_their_rooms(
    world, plan, monkeypatch
):
    from spona.services.queries import Total

    said = {}
    monkeypatch.setattr("spona.plans.feeds.values.held_between", lambda *days: 3)

    def taught(network, first, last, *, sector=""):
        said["sector"] = sector
        return 22

    monkeypatch.setattr("spona.plans.feeds.values.trained_between", taught)
    totals = [Total("shelter", "Smeštaj", "fewer than 5", 0), Total("advice", "Savet", "12", 12)]
    monkeypatch.setattr("spona.plans.feeds.values.totals_between", lambda *days: totals)
    assert value(world, plan, feed="meetings").told == "3"
    assert value(world, plan, feed="trained", only="health").told == "22"
    assert said["sector"] == "health"
    assert value(world, plan, feed="services").told == "12"
    assert value(world, plan, feed="services", only="shelter").told == "fewer than 5"
    assert value(world, plan, feed="services", only="food").told == "–"
    full = value(world, plan, feed="deputies", unit="share")
    assert full.told == "0 of 5"
    assert "members" in full.source


def test_a_number_by_hand_is_the_last_one_that_stands(world, plan):
    row = Indicator.objects.get(plan=plan)
    by, day = world.kosta.actor, today()
    assert value(world, plan).told == "–"
    actions.write_reading(row, read_on=day, value=Decimal(38), source="anketa", by=by)
    actions.write_reading(row, read_on=day - dt.timedelta(9), value=Decimal("31.5"), by=by)
    period = period_of(day.year).until(day)
    found = values_in(world.vranje, [row], period)[row.pk]
    assert (found.told, found.source, found.share_of(Decimal(76))) == ("38", "anketa", 50)
    last = row.readings.get(value=38)
    actions.take_back_reading(last, by=by)
    assert values_in(world.vranje, [row], period)[row.pk].told == "31.5"


def test_yes_no_and_percent_are_told_as_people_say_them(world, plan):
    by, day = world.kosta.actor, today()
    made = actions.write_part(
        plan, "indicator", indicator(plan, "5", unit="yes_no"), reason="r", by=by
    )
    period = period_of(day.year).until(day)
    for number, told in (("0", "no"), ("0.5", "in preparation"), ("1", "yes")):
        actions.write_reading(made, read_on=day, value=Decimal(number), by=by)
        assert values_in(world.vranje, [made], period)[made.pk].told == told
    share = actions.write_part(
        plan, "indicator", indicator(plan, "6", unit="percent"), reason="r", by=by
    )
    actions.write_reading(share, read_on=day, value=Decimal("37.5"), by=by)
    assert values_in(world.vranje, [share], period)[share.pk].told == "37.5%"


def test_twenty_indicators_ask_each_room_once(world, plan, django_assert_max_num_queries):
    rows = [
        Indicator(plan=plan, objective=plan.objectives.get(), number=str(n), title="P", targets={},
                  feed=feed)
        for n, feed in enumerate(
            ["hand", "activities", "people", "deputies", "reports", "answered", "services"] * 3
        )
    ]  # fmt: skip
    values_in(world.vranje, rows, period_of(today().year))
    # As within a page: what is remembered holds as long as the newest line of the log is the same.
    with remembering(TransactionCache()), django_assert_max_num_queries(6 + 1):
        values_in(world.vranje, rows, period_of(today().year))
