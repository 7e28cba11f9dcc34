"""What has happened in the demo lately; Kraljevo and Sremska Mitrovica have no case.

Only the demo has it, never a test's template, whose tests make their own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from spona.operations.world import PASSWORD, World
from spona.operations.world_counts import build_counts
from spona.operations.world_days import build_days
from spona.operations.world_files import build_files
from spona.operations.world_hands import Hands
from spona.operations.world_life import build_life
from spona.operations.world_partners import build_partners
from spona.operations.world_reports import build_reports
from spona.operations.world_towns import build_towns
from spona.operations.world_words import build_words

# What `build_story` says before each of its steps.
STEPS: Final = (
    "coordinators of the towns", "closed years", "reports", "files", "partners on paper",
    "messages without an account", "busy days", "life of the networks",
)  # fmt: skip


def build_story(world: World, begin: Callable[[str], None] = lambda _step: None) -> None:
    """Everything, in the order in which it could have happened."""
    steps = iter(STEPS)

    def step() -> None:
        begin(next(steps))

    step()
    build_towns(world)
    hands = Hands(world.members, PASSWORD)
    step()
    build_counts(hands)
    step()
    reports = build_reports(hands)
    step()
    build_files(hands, reports)
    step()
    build_partners(hands, reports)
    step()
    build_words(hands)
    step()
    build_days(hands)
    step()
    build_life(hands)
