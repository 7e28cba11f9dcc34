from __future__ import annotations

import pytest
from django.utils import translation

from spona.cases.referrals.actions import accept, open_packet, send
from tests.cases.packets import packet
from tests.cases.world import build
from tests.shared_world import kept


@pytest.fixture(autouse=True)
def _english():
    """Sentences are compared in English; pages take the language of the account anyway."""
    with translation.override("en"):
        yield


_built, world = kept(build)


@pytest.fixture
def sent(world):
    """A report from the school to the centre for social work."""
    return send(packet(), network=world.vranje, recipient=world.csw, by=world.ana.actor)


@pytest.fixture
def opened(world, sent):
    return open_packet(sent, **world.bea.can)[0]


@pytest.fixture
def accepted(world, opened):
    return accept(opened, **world.bea.can)
