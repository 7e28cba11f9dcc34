from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from spona.deadlines.time import today
from spona.plans import actions
from tests.cases.world import begun, build
from tests.plans.making import adopted
from tests.shared_world import kept


@pytest.fixture(autouse=True)
def _english():
    """Sentences are compared in English; pages take the language of the account anyway."""
    with translation.override("en"):
        yield


def _a_year_old():
    made = build()
    begun(made.vranje, made.nis)
    return made


_built, world = kept(_a_year_old)


@pytest.fixture
def year():
    return today().year


@pytest.fixture
def draft(world, year):
    """An empty draft of Vranje for this year."""
    return actions.begin(
        world.vranje, title="Plan", starts_on=dt.date(year, 1, 1), ends_on=dt.date(year, 12, 31),
        by=world.kosta.actor,
    )  # fmt: skip


@pytest.fixture
def plan(world, draft):
    """Adopted, with one objective and three activities: of the school, the health centre, and one
    that counts by itself."""
    return adopted(world, draft)
