"""A year in the life of the seven networks of the demo, room after room."""

from __future__ import annotations

from spona.operations import (
    life_causes,
    life_gatherings,
    life_mandates,
    life_plans,
    life_practice,
    life_projects,
    life_trainings,
)
from spona.operations.world_hands import Hands


def build_life(hands: Hands) -> None:
    """In the order in which it could have happened; each room's year is one transaction."""
    life_mandates.fill(hands)
    life_gatherings.fill(hands)
    life_trainings.fill(hands)
    life_causes.fill(hands)
    life_projects.fill(hands)
    life_plans.fill(hands)
    life_practice.fill(hands)
