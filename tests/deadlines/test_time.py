"""Days before and after by the clock on the wall, over the beginning and end of summer time."""

import re
from pathlib import Path

import pytest
from django.utils import timezone

import spona
from spona.deadlines import in_days, moved, now
from spona.deadlines.time import today
from tests.deadlines.at import at


@pytest.mark.parametrize(
    ("here", "days", "there"),
    [
        ("2026-11-26 23:30", -60, "2026-09-27 23:30"),
        ("2026-07-01 00:30", -150, "2026-02-01 00:30"),
        ("2026-10-20 23:30", 10, "2026-10-30 23:30"),
        ("2026-11-26 23:30", 1, "2026-11-27 23:30"),
        ("2026-11-26 12:00", 0, "2026-11-26 12:00"),
    ],
)
def test_so_many_days_away_it_is_as_late(here, days, there):
    with at(here), moved(in_days(days)):
        assert f"{timezone.localtime(now()):%Y-%m-%d %H:%M}" == there
        assert str(today()) == there[:10]


# An instant is kept in UTC: its own day is that of Greenwich, for an hour or two of each night
# another than that of the town.
GREENWICH = re.compile(r"(?:now\(\)\)?|_at|\bnow)\.date\(\)|date\.today\(\)|utcnow")


# A key of the day is made from it.
TOLD_TO_NOBODY = {"limiter.py"}


def test_no_day_is_that_of_greenwich():
    root = Path(spona.__file__).parent
    found = [
        f"{path.relative_to(root)}: {line.strip()}"
        for path in sorted(root.rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if GREENWICH.search(line) and path.name not in TOLD_TO_NOBODY
    ]
    assert found == []
