"""The one definition of late: by the day of the town, and the same in code and in a query."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest

from spona.deadlines import late
from spona.deadlines.models import Deadline, Rule
from spona.deadlines.status import of_date
from tests.deadlines.at import local

DAY = timedelta(days=1)


def test_what_has_a_day_is_late_from_the_day_after():
    assert not late.has_passed(date(2026, 11, 20), date(2026, 11, 20))
    assert late.has_passed(date(2026, 11, 20), date(2026, 11, 21))
    assert not late.has_passed(None, date(2026, 11, 21)), "what has no day never passes"


def test_a_town_is_late_by_no_day_before_its_first():
    first, today = date(2026, 11, 20), date(2026, 11, 28)
    assert not late.has_passed(first - DAY, today, first)
    assert late.has_passed(first, today, first), "its first day is its own"


@pytest.mark.parametrize(
    ("zone", "at", "state"),
    [
        # A decision until the end of 24 November, kept as an instant of Belgrade.
        ("Europe/Belgrade", "2026-11-24 23:58", "today"),
        ("Europe/Belgrade", "2026-11-25 00:01", "late"),
        ("Asia/Tokyo", "2026-11-24 15:58", "today"),
        ("Asia/Tokyo", "2026-11-24 16:01", "late"),
        ("America/New_York", "2026-11-25 05:58", "today"),
        ("America/New_York", "2026-11-25 06:01", "late"),
    ],
)
def test_the_day_is_that_of_the_town_and_not_of_the_server(network, zone, at, state):
    network.time_zone = zone
    due = late.end_of(date(2026, 11, 24), network)
    assert of_date(due, local(at), zone, None) == state


def test_answered_on_its_day_is_the_same_in_code_and_in_a_query(network, csw, db):
    rule = Rule.objects.filter(network=None).first()
    hours = [f"2026-11-{day} {hour}" for day in (24, 25) for hour in ("00:10", "12:00", "23:50")]
    for due in hours:
        for stopped in [*hours, None]:
            Deadline.objects.create(
                kind="answer", subject_kind="referral", subject_id=uuid.uuid4(), network=network,
                institution=csw, rule=rule, started_at=local(due) - 3 * DAY, due_at=local(due),
                stopped_at=local(stopped) if stopped else None,
            )  # fmt: skip
    for zone in ("Europe/Belgrade", "Asia/Tokyo", "America/New_York", "Pacific/Auckland"):
        found = set(
            Deadline.objects.filter(late.answered_by_day(zone)).values_list("pk", flat=True)
        )
        assert found == {
            one.pk
            for one in Deadline.objects.all()
            if one.stopped_at and late.answered_in_time(one.due_at, one.stopped_at, zone)
        }
        assert 0 < len(found) < Deadline.objects.count()
