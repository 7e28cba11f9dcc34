"""The invented town asks too: one questionnaire is over, one is open to everybody."""

from __future__ import annotations

import pytest

from spona.demo.network_life.surveys import fill
from spona.demo.people import DemoPeople
from spona.demo.world import PASSWORD, build_world
from spona.directory.models import Network
from spona.surveys.models import Round, State
from spona.surveys.queries import figures_of, open_to_everybody


@pytest.mark.django_db
def test_one_is_over_with_sums_and_one_is_open():
    world = build_world()
    fill(DemoPeople(world.members, PASSWORD))
    closed = Round.objects.get(state=State.CLOSED)
    assert closed.submissions.count() == 64
    assert len(figures_of(closed)) > 20
    vranje = Network.objects.get(slug="vranje")
    (public,) = open_to_everybody(vranje)
    assert public.submissions.count() == 3
