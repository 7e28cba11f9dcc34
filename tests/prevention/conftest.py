from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import translation

from spona.deadlines.time import today
from spona.prevention import actions
from tests.cases.world import build
from tests.shared_world import kept


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


_built, world = kept(build)

TOLD: dict[str, Any] = {
    "kind": "advert",
    "title": "Advert for work abroad without a contract",
    "text": "It promises papers and asks for no experience.",
    "where": "Vranje",
    "seen_precision": "day",
    "source": "public",
    "firm": "Izmišljena firma",
}


def noticed(world, who="ana", *, institution=None, network=None, days=3, **told):
    """An observation of Ana's school, unless somebody else is named."""
    somebody = world.people[who]
    return actions.observe(
        network or world.vranje,
        institution=institution or somebody.member.institution,
        by=somebody.actor,
        **TOLD | {"seen_on": today() - dt.timedelta(days=days)} | told,
    )


@pytest.fixture
def row(world):
    return noticed(world)


@pytest.fixture
def ask(world):
    """`ask("ana", "/prevention/")`: status and text; `data` makes it a POST."""
    browsers: dict[str, Any] = {}

    def asked(who: str, path: str, data: dict[str, Any] | None = None):
        if who not in browsers:
            account = world.people[who].account
            account.language = "en"
            account.save(update_fields=["language"])
            browsers[who] = world.people[who].sign_in()
        return browsers[who].get(path) if data is None else browsers[who].post(path, data)

    return asked
