"""What runs in an institution, and how much of it lies with whom: counts and clocks only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from spona.access.actor import Actor
from spona.cases.case.models import Case
from spona.cases.lists import assigned
from spona.clocks.models import Absence, Clock
from spona.clocks.presence import away
from spona.clocks.queries import ClockView, views_of
from spona.clocks.words import event_words
from spona.directory.models import Institution, Member
from spona.directory.queries import members_of
from spona.home.links import link
from spona.tasks.models import Task
from spona.tasks.queries import Row, rows

NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Running:
    """A running clock of the institution; `owner` None: it lies in the queue. `more`: the page
    of the clock itself, with its rule, its source and who has been reminded.
    """

    clock: ClockView
    title: str
    reference: str
    owner: Member | None
    url: str
    more: str

    @property
    def is_late(self) -> bool:
        return self.clock.state == "late"

    @property
    def whose(self) -> str:
        """As the filter in the address names it."""
        return str(self.owner.pk) if self.owner else NOBODY


@dataclass(frozen=True, slots=True)
class Load:
    """How much lies with one colleague, or with nobody by name (`member` None)."""

    member: Member | None
    tasks: int
    late: int
    files: int
    nearest: ClockView | None
    absence: Absence | None

    @property
    def whose(self) -> str:
        return str(self.member.pk) if self.member else NOBODY


@dataclass(frozen=True, slots=True)
class Work:
    """`files`: whether this reader may know how many files somebody leads."""

    running: list[Running]
    loads: list[Load]
    files: bool


def work_of(actor: Actor, where: Institution) -> Work:
    """Everything open in the actor's institution that they are not locked out of.

    As many queries for fifty tasks as for one.
    """
    open_tasks = Task.objects.visible_to(actor).open().filter(institution=where)
    tasks = rows(open_tasks.with_clock().select_related("owner__person").nearest_first())
    return Work(
        _running(actor, where, [row.task for row in tasks]),
        _loads(actor, where, tasks),
        actor.may("case:open"),
    )


def _running(actor: Actor, where: Institution, tasks: Iterable[Task]) -> list[Running]:
    """The nearest deadline first, what has none last."""
    doing = {task.clock_id: task for task in tasks if task.clock_id is not None}
    found = Clock.objects.visible_to(actor).running().filter(institution=where)
    ticking = list(found.select_related("rule", "network__town").order_by("started_at", "pk"))
    faces = views_of(ticking)
    reads = actor.may("queue:read")
    made = [_row(clock, faces[clock.pk], doing.get(clock.pk), reads) for clock in ticking]
    return sorted(made, key=lambda row: _deadline(row.clock))


def _row(clock: Clock, face: ClockView, task: Task | None, reads: bool) -> Running:
    title = str(task.what.title) if task else event_words(clock.kind)
    # A head of the institution sees its clocks and has no page of the thing itself.
    url = link(clock.subject_kind, clock.subject_id, clock.reference) if reads else ""
    more = reverse("clocks:clock", args=[clock.pk])
    return Running(face, title, clock.reference, task.owner if task else None, url, more)


def _loads(actor: Actor, where: Institution, tasks: list[Row]) -> list[Load]:
    """Those with something to do first, the most first; then everybody else by name."""
    people = members_of(where)
    absent = away(people)
    led = _files(actor) if actor.may("case:open") else {}
    made = [_load(one, tasks, led.get(one.person.account_id, 0), absent) for one in people]
    queue = _load(None, tasks, 0, {})
    made.sort(key=lambda load: (-load.tasks, -load.files))
    return [*([queue] if queue.tasks else []), *made]


def _load(
    member: Member | None, tasks: list[Row], files: int, absent: Mapping[UUID, Absence]
) -> Load:
    own = [row for row in tasks if row.task.owner_id == (member.pk if member else None)]
    faces = [row.clock for row in own if row.clock.due_at is not None]
    return Load(
        member=member,
        tasks=len(own),
        late=sum(row.clock.state == "late" for row in own),
        files=files,
        nearest=min(faces, key=_deadline, default=None),
        absence=absent.get(member.pk) if member else None,
    )


def _files(actor: Actor) -> Mapping[UUID | None, int]:
    """Account → open files given to it, among those that the reader may see at all."""
    boxes = Case.objects.visible_to(actor).filter(closed_at=None).values_list("box_id", flat=True)
    return Counter(assigned.accounts_of(boxes, actor))


def _deadline(face: ClockView) -> tuple[bool, float]:
    return (face.due_at is None, face.due_at.timestamp() if face.due_at else 0.0)
