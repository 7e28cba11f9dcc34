"""What runs in an institution, and how much of it lies with whom: counts and deadlines only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from spona import deadlines
from spona.access.actor import Actor
from spona.cases.case.models import Case
from spona.cases.worklists import assigned
from spona.dashboard.links import link
from spona.deadlines.models import Absence, Deadline, DeadlineQuerySet
from spona.deadlines.presence import away
from spona.deadlines.queries import DeadlineView, views_of
from spona.deadlines.status import COLUMNS, Facts
from spona.deadlines.words import event_words
from spona.directory.models import Institution, Member
from spona.directory.queries import members_of
from spona.tasks.models import Task, TaskQuerySet
from spona.tasks.queries import Glance, glances
from spona.tasks.queries import rows_of as task_rows_of

NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Running:
    """A running deadline of the institution; `owner` None: it lies in the queue. `more`: the page
    of the deadline itself, with its rule, its source and who has been reminded.
    """

    deadline: DeadlineView
    title: str
    reference: str
    owner: Member | None
    url: str
    more: str

    @property
    def is_late(self) -> bool:
        return self.deadline.state == "late"


@dataclass(frozen=True, slots=True)
class Load:
    """How much lies with one colleague, or with nobody by name (`member` None)."""

    member: Member | None
    tasks: int
    late: int
    files: int
    nearest: DeadlineView | None
    absence: Absence | None

    @property
    def whose(self) -> str:
        return str(self.member.pk) if self.member else NOBODY


@dataclass(frozen=True, slots=True)
class Ticking:
    """Of a running deadline no more than the list is counted and narrowed by; `whose` as the filter
    in the address names it.
    """

    pk: UUID
    due_at: datetime | None
    is_late: bool
    whose: str


@dataclass(frozen=True, slots=True)
class Work:
    """`files`: whether this reader may know how many files somebody leads."""

    running: list[Ticking]
    loads: list[Load]
    files: bool


def work_of(actor: Actor, where: Institution) -> Work:
    """Everything open in the actor's institution that they are not locked out of.

    As many queries for fifty tasks as for one; words are written for one page of it only.
    """
    tasks = glances(_open_tasks(actor, where).nearest_first())
    return Work(_running(actor, where, tasks), _loads(actor, where, tasks), actor.may("case:open"))


def rows_of(actor: Actor, where: Institution, page: Iterable[Ticking]) -> list[Running]:
    """The rows of one page of `running`, in its order."""
    order = [one.pk for one in page]
    found = _deadlines(actor, where).filter(pk__in=order)
    ticking = {deadline.pk: deadline for deadline in found.select_related("rule", "network__town")}
    faces = views_of(ticking.values())
    tasks = _open_tasks(actor, where).filter(deadline__in=order).select_related("owner__person")
    doing = {task.deadline_id: task for task in tasks}
    reads = actor.may("queue:read")
    return [_row(ticking[pk], faces[pk], doing.get(pk), reads) for pk in order if pk in ticking]


def _open_tasks(actor: Actor, where: Institution) -> TaskQuerySet:
    return Task.objects.visible_to(actor).open().filter(institution=where)


def _deadlines(actor: Actor, where: Institution) -> DeadlineQuerySet:
    return Deadline.objects.visible_to(actor).running().filter(institution=where)


def _running(actor: Actor, where: Institution, tasks: Iterable[Glance]) -> list[Ticking]:
    """The nearest deadline first, what has none last."""
    doing = {task.deadline: task.owner for task in tasks if task.deadline is not None}
    at = deadlines.now()
    made = []
    columns = _deadlines(actor, where).order_by("started_at", "pk").values_list("pk", *COLUMNS)
    for pk, *facts in columns:
        state, owner = Facts(*facts).state(at), doing.get(pk)
        due_at = None if state == "none" else facts[0]
        made.append(Ticking(pk, due_at, state == "late", str(owner) if owner else NOBODY))
    return sorted(made, key=_deadline)


def _row(deadline: Deadline, face: DeadlineView, task: Task | None, reads: bool) -> Running:
    title = str(task.what.title) if task else event_words(deadline.kind)
    # A head of the institution sees its deadlines and has no page of the thing itself.
    url = link(deadline.subject_kind, deadline.subject_id, deadline.reference) if reads else ""
    more = reverse("deadlines:deadline", args=[deadline.pk])
    return Running(face, title, deadline.reference, task.owner if task else None, url, more)


def _loads(actor: Actor, where: Institution, tasks: list[Glance]) -> list[Load]:
    """Those with something to do first, the most first; then everybody else by name."""
    people = members_of(where)
    absent = away(people)
    led = _files(actor) if actor.may("case:open") else {}
    by: dict[UUID | None, list[Glance]] = {}
    for one in tasks:
        by.setdefault(one.owner, []).append(one)
    # `tasks` are in this order already.
    first = [next((one for one in own if one.due_at is not None), None) for own in by.values()]
    nearest = _faces(actor, where, [one for one in first if one is not None])
    made = [
        _load(one, by.get(one.pk, []), nearest, led.get(one.person.account_id, 0), absent)
        for one in people
    ]
    queue = _load(None, by.get(None, []), nearest, 0, {})
    made.sort(key=lambda load: (-load.tasks, -load.files))
    return [*([queue] if queue.tasks else []), *made]


def _faces(actor: Actor, where: Institution, some: list[Glance]) -> dict[UUID | None, DeadlineView]:
    """Owner to what the deadline of their nearest task says."""
    found = task_rows_of(_open_tasks(actor, where).with_deadline(), some)
    return {row.task.owner_id: row.deadline for row in found}


def _load(
    member: Member | None,
    own: list[Glance],
    nearest: Mapping[UUID | None, DeadlineView],
    files: int,
    absent: Mapping[UUID, Absence],
) -> Load:
    key = member.pk if member else None
    return Load(
        member=member,
        tasks=len(own),
        late=sum(one.state == "late" for one in own),
        files=files,
        nearest=nearest.get(key),
        absence=absent.get(member.pk) if member else None,
    )


def _files(actor: Actor) -> Mapping[UUID | None, int]:
    """Account → open files given to it, among those that the reader may see at all."""
    files = Case.objects.visible_to(actor).filter(closed_at=None)
    return assigned.files_led(files, actor)


def _deadline(one: Ticking) -> tuple[bool, float]:
    return (one.due_at is None, one.due_at.timestamp() if one.due_at else 0.0)
