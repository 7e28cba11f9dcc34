from __future__ import annotations

import pytest

from tests.harness.world import World, build


@pytest.fixture
def world(db) -> World:
    """Built by the rooms' actions; taken back at the end like in every other test."""
    return build()
