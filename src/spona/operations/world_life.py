"""A year in the life of the seven networks of the demo, room after room."""

from __future__ import annotations

from spona import audit
from spona.operations import (
    life_causes,
    life_gatherings,
    life_library,
    life_mandates,
    life_plans,
    life_practice,
    life_projects,
    life_services,
    life_trainings,
)
from spona.operations.world_hands import Hands


def build_life(hands: Hands) -> None:
    """In the order in which it could have happened. Each room's year is one transaction: hundreds
    of them would be hundreds of waits for the disk.
    """
    for room in (
        life_mandates, life_gatherings, life_trainings, life_causes, life_projects, life_services,
        life_plans, life_library,
    ):  # fmt: skip
        with audit.transaction():
            room.fill(hands)
    # A drill opens what is sealed, and the log of a reading is written before.
    life_practice.fill(hands)
