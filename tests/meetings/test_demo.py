"""The invented year: every town has one, also those without a case."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from spona.demo.network_life.meetings import _MET, fill
from spona.demo.people import DemoPeople
from spona.demo.world import PASSWORD, build_world
from spona.directory.models import Network
from spona.meetings.vitality import months_before, vitality


@pytest.mark.django_db
def test_every_town_has_a_year_of_meetings():
    world = build_world()
    fill(DemoPeople(world.members, PASSWORD))
    lives = {one.slug: vitality(one, timezone.localdate()) for one in Network.objects.real()}
    assert {slug: len(life.held) for slug, life in lives.items()} == {
        "vranje": 5, "nis": 3, "novi-sad": 3, "sremska-mitrovica": 3, "kraljevo": 4,
        "kragujevac": 2, "subotica": 2,
    }  # fmt: skip
    assert [slug for slug, life in lives.items() if life.quiet] == ["subotica"]
    assert all(life.decided >= life.done > 0 for life in lives.values())
    assert lives["vranje"].next is not None


def test_on_any_day_the_yearly_meeting_lies_in_the_year_that_is_counted():
    """Twelve calendar months are 334 days and the days of this month so far."""
    for day in (date(2026, 1, 1) + timedelta(days=n) for n in range(4 * 366)):
        first = months_before(day)[0]
        late = [slug for slug, (ago, _) in _MET.items() if day - timedelta(days=ago[0]) < first]
        assert not late, day
