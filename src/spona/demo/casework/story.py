"""What has happened in the demo lately; Kraljevo and Sremska Mitrovica have no case.

Only the demo has it, never a test's template, whose tests make their own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from spona.demo.casework.counts import build_counts
from spona.demo.casework.days import build_days
from spona.demo.casework.files import build_files
from spona.demo.casework.messages import build_messages
from spona.demo.casework.partners import build_partners
from spona.demo.casework.reports import build_reports
from spona.demo.network_life.year import build_life
from spona.demo.people import DemoPeople
from spona.demo.towns import build_towns
from spona.demo.world import PASSWORD, World

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
    people = DemoPeople(world.members, PASSWORD)
    step()
    build_counts(people)
    step()
    reports = build_reports(people)
    step()
    build_files(people, reports)
    step()
    build_partners(people, reports)
    step()
    build_messages(people)
    step()
    build_days(people)
    step()
    build_life(people)
