from __future__ import annotations

import pytest
from django.utils import translation

from spona.identity.models import Account
from tests.cases.world import build
from tests.shared_world import kept


@pytest.fixture(autouse=True)
def _english():
    """Sentences are compared in English; pages take the language of the account."""
    with translation.override("en"):
        yield


def _built_world():
    made = build()
    Account.objects.update(language="en")
    return made


_built, world = kept(_built_world)
