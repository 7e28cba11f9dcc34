"""The sweep of the timetable: how long one run of the worker takes over many running deadlines."""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from uuid import uuid4

from tools.bench.figures import Section, median, ms
from tools.bench.world import World

DEADLINES, QUICK = 100_000, 10_000
_HOW = (
    "A demo world gets that many running clocks, made by their rows, not by people. One run of the "
    "worker then walks the escalation policy as the job does, but tells nobody: it finds what "
    "fell due by one index, marks the steps, and writes a line of the log for each. Time is the "
    "worker's own, database included. Aim: under 5 s for 100,000 clocks of which one in a hundred "
    "is due. Last, one in ten has passed all its steps, as after a downtime of three days."
)


def measure(world: World, quick: bool) -> Section:
    """In a process of its own, which points at the world's database."""
    world.running()
    section = Section(
        "deadlines", _HOW, ("of running clocks", "due", "steps told", "runs", "median")
    )
    world.fill(section, "deadlines", QUICK if quick else DEADLINES)
    return section


def main(amount: int) -> None:
    """Prints a line of cells for each state of the table."""
    import django

    django.setup()
    from spona.deadlines.models import Deadline

    fill(amount)
    for due, rounds in ((0, 5), (amount // 100, 3), (amount // 10, 1)):
        times, told = [], 0
        for _ in range(rounds):
            make_due(due)
            began = time.perf_counter()
            told = sweep()
            times.append(time.perf_counter() - began)
        running = Deadline.objects.running().count()
        print(f"{running:,}\t{due:,}\t{told:,}\t{rounds}\t{ms(median(times))}")


def fill(amount: int) -> None:
    """That many deadlines, due in a year, in batches; the kind is one that no app listens to."""
    from spona.deadlines import now
    from spona.deadlines.models import Deadline, Rule
    from spona.directory.models import Institution, Network

    network, place = Network.objects.first(), Institution.objects.first()
    rule = Rule.objects.filter(counts_as_late=True).first()
    begun, year = now(), timedelta(days=365)
    rows = (
        Deadline(
            kind="bench", subject_kind="bench", subject_id=uuid4(), network=network,
            institution=place, rule=rule, started_at=begun, due_at=begun + year,
            next_step_at=begun + year / 2,
        )
        for _ in range(amount)
    )  # fmt: skip
    Deadline.objects.bulk_create(rows, batch_size=2000)


def make_due(amount: int) -> None:
    """The oldest so many have passed every step, and none was told."""
    from spona.deadlines import now
    from spona.deadlines.models import Deadline, StepReached

    ids = list(
        Deadline.objects.filter(kind="bench").order_by("pk").values_list("pk", flat=True)[:amount]
    )
    StepReached.objects.filter(deadline__kind="bench").delete()
    past = now() - timedelta(days=3)
    for start in range(0, len(ids), 5000):
        part = Deadline.objects.filter(pk__in=ids[start : start + 5000])
        part.update(started_at=past, due_at=past + timedelta(days=1), next_step_at=past)


def sweep() -> int:
    from spona.access.actor import Actor
    from spona.deadlines.actions import escalate_due

    return escalate_due(by=Actor.system("escalation"), kinds=["bench"], tell=_nobody)


def _nobody(_fallen: object) -> None:
    """The escalation policy is measured, not the notices."""


if __name__ == "__main__":
    main(int(sys.argv[1]))
