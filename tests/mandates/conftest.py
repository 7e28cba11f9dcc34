from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone, translation

from spona.mandates.actions import DocumentFacts, write_document
from tests.cases.world import begun, build
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


def day(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def facts(**more) -> DocumentFacts:
    said = {
        "kind": "memorandum", "signed_on": day(-400), "signed_precision": "day",
        "ends_on": day(300),
    }  # fmt: skip
    return DocumentFacts(**said | more)


@pytest.fixture
def document(world):
    """A memorandum of Vranje that holds today."""
    return write_document(world.vranje, facts=facts(), by=world.kosta.actor)
