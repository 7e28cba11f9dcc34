"""A directory with services, asked by somebody else's program: no cookie, no script, no person."""

import pytest
from django.test import Client

from spona.services.hsds import throttle
from tests.services.hsds import making

BASE = "/api/hsds/v3/"


@pytest.fixture(autouse=True)
def _nobody_asked_before():
    throttle._counts.clear()


@pytest.fixture(autouse=True)
def _real(world):
    """What is invented is shown to nobody outside; here two of the invented bodies pass as real."""
    for institution in (world.csw, world.csw_nis):
        institution.example = False
        institution.save()


@pytest.fixture
def get(world):
    def get(path="", status=200, headers=None, **asked):
        answer = Client().get(BASE + path, asked, headers=headers or {})
        assert answer.status_code == status, (answer.status_code, answer.content[:500])
        assert not answer.cookies
        return answer

    return get


@pytest.fixture
def whole(world):
    return making.whole(world.csw)
