"""What waits for a person, and what waits in an institution, each with its deadline."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from spona import deadlines
from spona.access.actor import Actor
from spona.access.registry import Registry
from spona.deadlines import status
from spona.deadlines.exclusions import PreparedShown
from spona.deadlines.view import DeadlineView, view_of_date, views_of
from spona.directory.queries import attach_institutions, attach_networks, networks_by_id
from spona.tasks.models import Task, TaskQuerySet

TASK_LABELS: Final = Registry[Callable[[Iterable[Task]], dict[UUID, str]]](
    "labels of tasks",
    ("dashboard",),
    why="Without it, nothing would tell a task from another one of its kind.",
)
TASK_LINKS: Final = Registry[Callable[[Task], str]](
    "links of tasks", ("dashboard",), why="Without it, no task would have a button."
)


@dataclass(frozen=True, slots=True)
class Row:
    """A work row: how long is left, what to do, about what. `about` tells it from another one of
    its kind.
    """

    task: Task
    deadline: DeadlineView
    about: str = ""

    @property
    def is_own(self) -> bool:
        """False for what lies on the desk of a network, for all who lead it."""
        return _is_own(self.task.institution_id, self.task.owner_id)

    @property
    def url(self) -> str:
        """Where its button leads; empty for nowhere."""
        return TASK_LINKS["dashboard"](self.task)


@dataclass(frozen=True, slots=True)
class Glance:
    """Of a row no more than a list is counted and narrowed by; its words cost fifty times that."""

    pk: UUID
    kind: str
    institution: UUID | None
    owner: UUID | None
    deadline: UUID | None
    due_at: datetime | None
    state: str

    @property
    def is_own(self) -> bool:
        """As of a row."""
        return _is_own(self.institution, self.owner)

    @property
    def is_late(self) -> bool:
        return self.state == "late"

    @property
    def is_due(self) -> bool:
        """Late, for today, or without a deadline: nothing says that it may wait."""
        return self.state in ("late", "today", "none")


def mine(actor: Actor) -> TaskQuerySet:
    """Open tasks of this person: their own, and for a coordinator the network's desk."""
    theirs = Q(institution=None, network_id__in=actor.networks_where("network:read_waiting"))
    if actor.member_id is not None:
        theirs |= Q(owner_id=actor.member_id)
    return Task.objects.visible_to(actor).open().filter(theirs).with_deadline().nearest_first()


def of_institution(actor: Actor) -> TaskQuerySet:
    """Open tasks in the queue of the actor's institution that nobody has taken yet."""
    if actor.institution_id is None or not actor.may("queue:read"):
        return Task.objects.none()
    tasks = Task.objects.visible_to(actor).open()
    queue = tasks.filter(institution_id=actor.institution_id, owner=None)
    return queue.with_deadline().nearest_first()


def to_confirm(actor: Actor) -> TaskQuerySet:
    """Tasks of others that were done and wait for this institution's confirmation."""
    if actor.institution_id is None:
        return Task.objects.none()
    done = Task.objects.visible_to(actor).filter(
        asked_by_id=actor.institution_id, outcome="done", confirmed_at=None, done_at__isnull=False
    )
    return done.with_deadline().order_by("done_at")


def open_points(actor: Actor) -> TaskQuerySet:
    """Points without an owner on the desks of the networks that this actor coordinates."""
    desks = actor.networks_where("network:read_waiting")
    tasks = Task.objects.visible_to(actor).open()
    return tasks.filter(kind="open_point", institution=None, owner=None, network__in=desks)


def open_of(subject: tuple[str, UUID]) -> TaskQuerySet:
    """The open tasks of one thing: who it is waiting for. The caller has shown the thing itself."""
    tasks = Task.objects.open().filter(subject_kind=subject[0], subject_id=subject[1])
    return tasks.with_deadline().nearest_first()


class TaskList:
    """A list that pages show, and for which its statements are written once: `build` gives it in
    its order, for an actor.
    """

    def __init__(self, build: Callable[[Actor], TaskQuerySet], *, most: int | None = None) -> None:
        self.build = build
        self._glances = PreparedShown(lambda actor: build(actor).values_list(*_GLANCED)[:most])
        self._tasks = PreparedShown(
            lambda actor, ids: (
                build(actor)
                .filter(pk__in=ids)
                .select_related(None)
                .select_related("deadline__rule")
            )
        )

    def glances(self, actor: Actor) -> list[Glance]:
        """All of it, or the first `most`; one query."""
        return _as_glances(self._glances.rows(actor))

    def tasks(self, actor: Actor, ids: Sequence[UUID]) -> dict[UUID, Task]:
        """Those of these that are in it, by id; one query, none without ids."""
        tasks = self._tasks.rows(actor, ids) if ids else []
        ticking = [task.deadline for task in tasks if task.deadline is not None]
        attach_networks([*tasks, *ticking], "network")
        attach_institutions(tasks, "institution")
        return {task.pk: task for task in tasks}

    def rows(self, actor: Actor, page: Iterable[Glance]) -> list[Row]:
        """Those of one page, in the order of the page."""
        order = [one.pk for one in page]
        found = {row.task.pk: row for row in rows(self.tasks(actor, order).values())}
        return [found[pk] for pk in order if pk in found]


MINE: Final = TaskList(mine)
QUEUE: Final = TaskList(of_institution)
TO_CONFIRM: Final = TaskList(to_confirm)
_GLANCED: Final = (
    "pk", "kind", "institution_id", "owner_id", "due_at", "deadline_id", "network_id",
    *(f"deadline__{name}" for name in status.COLUMNS),
)  # fmt: skip


def glances(tasks: TaskQuerySet) -> list[Glance]:
    """A list of any length in its order; one query."""
    return _as_glances(tasks.values_list(*_GLANCED))


def _as_glances(found: Iterable[tuple[Any, ...]]) -> list[Glance]:
    rows = list(found)
    towns = networks_by_id({row[6] for row in rows if row[5] is None and row[6]})
    at, made = deadlines.now(), []
    for pk, kind, institution, owner, due_at, deadline, network, *facts in rows:
        if deadline is None:
            town = towns.get(network)
            zone = town.time_zone if town else settings.TIME_ZONE
            first_day = town.first_day if town else None
            state, until = status.of_date(due_at, at, zone, first_day), due_at
        else:
            told = status.Facts(*facts)
            state = told.state(at)
            until = None if state == "none" else told.due_at
        made.append(Glance(pk, kind, institution, owner, deadline, until, state))
    return made


def rows_of(tasks: TaskQuerySet, page: Iterable[Glance]) -> list[Row]:
    """The rows of one page of `tasks`, in the order of the page."""
    order = [one.pk for one in page]
    found = {row.task.pk: row for row in rows(tasks.filter(pk__in=order))}
    return [found[pk] for pk in order if pk in found]


def rows(tasks: Iterable[Task]) -> list[Row]:
    """Tasks with what their deadlines say now."""
    tasks = list(tasks)
    told = TASK_LABELS["dashboard"](tasks)
    at = deadlines.now()
    views = views_of((task.deadline for task in tasks if task.deadline is not None), at)
    return [
        Row(
            task,
            views[task.deadline_id]
            if task.deadline_id
            else view_of_date(task.due_at, task.network, at),
            told.get(task.pk, ""),
        )
        for task in tasks
    ]


def _is_own(institution: UUID | None, owner: UUID | None) -> bool:
    return institution is not None or owner is not None
