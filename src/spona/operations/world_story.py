"""What has happened in the demo lately; Kraljevo and Sremska Mitrovica have no case.

Only the demo has it, never a test's template, whose tests make their own.
"""

from __future__ import annotations

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


def build_story(world: World) -> None:
    """Everything, in the order in which it could have happened."""
    build_towns(world)
    hands = Hands(world.members, PASSWORD)
    build_counts(hands)
    reports = build_reports(hands)
    build_files(hands, reports)
    build_partners(hands, reports)
    build_words(hands)
    build_days(hands)
    build_life(hands)
