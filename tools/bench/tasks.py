"""What waits: its pages out of fifty thousand tasks, open and done, of many institutions."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from tools.bench.figures import Section, median, ms
from tools.bench.world import World

if TYPE_CHECKING:
    from spona.access.actor import Actor
    from spona.deadlines.models import Rule
    from spona.directory.models import Member, Network
    from spona.tasks.models import Task

TASKS, FEW, QUICK = 50_000, 1_000, 5_000
ROUNDS = 7
# Kinds that a person, a queue and a desk really have; none that leads into a sealed file.
KINDS = ("decision", "report_progress", "renew_condition", "follow_up", "confirm_contact")
# Who looks at their own page: a case worker, an intake holder, the coordinator of the network.
_PEOPLE = ("vesna.csr", "bea.csr", "mirjana.koordinator")
_HOW = (
    "A demo world that gets that many tasks, made by their rows: of every ten, seven are done, "
    "half of the open ones have a running clock, a third of which is late. Of all tasks a tenth "
    "is the case worker's, a twentieth the intake holder's, a fiftieth waits in the queue of "
    "their institution, a twentieth lies on the coordinator's desk and a fiftieth waits to be "
    "confirmed by the intake holder's institution; the others are spread over all institutions "
    "and networks. Time is that of the server from the view to the finished answer, without "
    "network and login. Aim: every page out of 50,000 under 200 ms. On a busy machine the "
    "processor's share, in the last column, says more than the clock on the wall."
)


def measure(world: World, quick: bool) -> Section:
    """In a process of its own, which points at the world's database."""
    world.running()
    section = Section(
        "tasks", _HOW, ("page", "tasks", "on the list", "rounds", "median", "slowest", "processor")
    )
    world.fill(section, "tasks", *((FEW, QUICK) if quick else (FEW, TASKS)))
    return section


def main(steps: list[int]) -> None:
    """Prints a line of cells for each page and number of tasks."""
    import django

    django.setup()
    from spona.cli.installation.stamp import check_stamp
    from spona.directory.models import Member

    check_stamp("demo")
    found = Member.objects.select_related("person__account", "institution")
    people = [found.get(person__account__login=login) for login in _PEOPLE]
    run(people, steps)


def run(people: list[Member], steps: list[int]) -> None:
    """Fills up to each number of tasks and measures."""
    from spona.cli.serve.granian_server import let_lie
    from spona.cli.serve.worker_jobs import count_for_planner

    filled = 0
    for amount in steps:
        fill(people, range(filled, amount))
        filled = amount
        count_for_planner()
        let_lie()
        for name, (page, on_it) in pages(people).items():
            page()
            times, worked = [], []
            for _ in range(ROUNDS):
                began, busy = time.perf_counter(), time.process_time()
                page()
                times.append(time.perf_counter() - began)
                worked.append(time.process_time() - busy)
            measured = ms(median(times)), ms(max(times)), ms(median(worked))
            cells = (name, f"{amount:,}", f"{on_it:,}", str(ROUNDS), *measured)
            print("\t".join(cells), flush=True)


def fill(people: list[Member], numbers: range) -> None:
    """A task for each number, whose it is and how it stands following from the number alone."""
    from spona import deadlines
    from spona.deadlines.models import Deadline, Rule
    from spona.directory.models import Institution, Network
    from spona.tasks.models import Task

    networks, where = list(Network.objects.order_by("slug")), list(Institution.objects.all())
    home = Network.objects.get(slug="vranje")
    rule = Rule.objects.filter(counts_as_late=True).order_by("state").first()
    begun = deadlines.now()
    for start in range(numbers.start, numbers.stop, 1000):
        tasks, running = [], []
        for at in range(start, min(start + 1000, numbers.stop)):
            task = _task(at, people, home)
            if task.institution_id is None and task.network_id is None:
                task.institution = where[at % len(where)]
                task.network = networks[at % len(networks)]
            task.created_at = begun - timedelta(minutes=at)
            task.due_at = begun + timedelta(minutes=at * 7919 % 40000 - 13000)
            if at // 7 % 10 < 7:
                task.done_at, task.outcome = begun, "done"
            elif at % 2:
                task.deadline = _deadline(task, home, rule)
                running.append(task.deadline)
            tasks.append(task)
        Deadline.objects.bulk_create(running)
        Task.objects.bulk_create(tasks)


def _task(at: int, people: list[Member], home: Network) -> Task:
    """Of a hundred in turn: whose list it stands on; empty places for the rest of the country."""
    from spona.tasks.models import Task

    worker, holder, _coordinator = people
    turn, task = at % 100, Task(kind=KINDS[at % len(KINDS)], subject_kind="bench",
                                subject_id=uuid4(), reference=f"B-{at:06d}")  # fmt: skip
    if turn < 17:
        task.institution, task.network = holder.institution, home
        task.owner = worker if turn < 10 else holder if turn < 15 else None
    elif turn < 22:
        task.network = home
    elif turn < 24:
        task.asked_by = holder.institution
    return task


def _deadline(task: Task, home: Network, rule: Rule | None) -> Any:
    from spona.deadlines.models import Deadline

    return Deadline(
        kind="bench", subject_kind="bench", subject_id=task.subject_id, reference=task.reference,
        network=task.network or home, institution=task.institution, rule=rule,
        started_at=task.created_at, due_at=task.due_at,
    )  # fmt: skip


def pages(people: list[Member]) -> dict[str, tuple[Callable[[], None], int]]:
    """What is measured, and how many rows its list has: each asks its view and takes the answer."""
    from spona.dashboard.views import desk, institution
    from spona.demo.people import actor_of
    from spona.tasks import queries
    from spona.tasks.views import mine

    worker, holder, coordinator = (actor_of(one) for one in people)
    own = {one: queries.mine(one).count() for one in (worker, holder, coordinator)}
    queue = queries.of_institution(holder).count()
    return {
        "case worker, what waits for me": (_asked(mine, worker), own[worker]),
        "the same, what is late": (_asked(mine, worker, show="late"), own[worker]),
        "the same, tenth page": (_asked(mine, worker, page="10"), own[worker]),
        "intake holder, with the queue": (_asked(mine, holder), own[holder] + queue),
        "coordinator, the network's desk": (_asked(mine, coordinator), own[coordinator]),
        "coordinator, first page": (_asked(desk, coordinator), own[coordinator]),
        "the institution's list": (_asked(institution, holder), _of(people[1].institution.pk)),
        "the institution's list, late": (
            _asked(institution, holder, late=""), _of(people[1].institution.pk),
        ),
    }  # fmt: skip


def _of(institution: UUID) -> int:
    from spona.tasks.models import Task

    return Task.objects.open().filter(institution_id=institution).count()


def _asked(view: Callable[..., Any], by: Actor, **said: str) -> Callable[[], None]:
    from django.test import RequestFactory

    from spona.deadlines.exclusions import asked_once

    factory = RequestFactory()

    def ask() -> None:
        request = factory.get("/", said)
        request.actor, request.keys, request.language = by, None, "sr"  # type: ignore[attr-defined]
        # As the gate has it for a page that is read.
        with asked_once():
            if view(request).status_code != 200:
                raise RuntimeError("a page was refused")

    return ask


if __name__ == "__main__":
    main([int(one) for one in sys.argv[1:]])
