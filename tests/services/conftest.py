"""The world of the casework tests, a year ago seated, and people at their browsers."""

import datetime as dt

import pytest
from django.utils import timezone, translation

from spona.directory.models import Seat
from spona.identity.models import Account
from spona.services.quarters import quarter_of
from tests.cases.world import begun, build
from tests.shared_world import kept


def _seated_a_year():
    made = build()
    begun(made.vranje, made.nis)
    Account.objects.update(language="en")
    for seat in Seat.objects.all():
        seat.starts_on = timezone.localdate() - dt.timedelta(days=400)
        seat.save()
    return made


_built, world = kept(_seated_a_year)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def last():
    """The quarter that ended last."""
    return quarter_of(timezone.localdate()).before


@pytest.fixture
def at(world):
    browsers = {}

    def browser(name):
        if name not in browsers:
            browsers[name] = world.people[name].sign_in()
        return browsers[name]

    return browser
