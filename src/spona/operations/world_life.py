"""A year in the life of the seven networks of the demo, room after room."""

from __future__ import annotations

from typing import Final

from spona import audit, deadlines
from spona.directory.models import Network
from spona.operations import (
    life_library,
    life_mandates,
    life_meetings,
    life_plans,
    life_practice,
    life_prevention,
    life_projects,
    life_services,
    life_training,
)
from spona.operations.world_hands import Hands

_YEAR: Final = 400


def build_life(hands: Hands) -> None:
    """In the order in which it could have happened. Each room's year is one transaction: hundreds
    of them would be hundreds of waits for the disk.
    """
    # The seven towns begin before the year that follows: what ended before its first day no town
    # owes.
    began = deadlines.now() + deadlines.in_days(-_YEAR)
    for network in Network.objects.real():
        network.created_at = began
        network.save()
    for room in (
        life_mandates, life_meetings, life_training, life_prevention, life_projects, life_services,
        life_plans, life_library,
    ):  # fmt: skip
        with audit.transaction():
            room.fill(hands)
    # A drill opens what is sealed, and the log of a reading is written before.
    life_practice.fill(hands)
