"""The world of the cases' tests, and a stage built once for a file of tests."""

from __future__ import annotations

import pytest
from django.utils import translation

from spona.access.actor import Actor
from spona.practice.actions import reset_practice
from tests.cases.world import World, build
from tests.shared_world import kept

PRACTICE = Actor.system("practice")


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def built() -> World:
    world = build()
    reset_practice(by=PRACTICE)
    return world


_built, w = kept(built)
