"""Work rows: a task with its clock, where it came from, and where its button leads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from spona.access.actor import Actor
from spona.cases.models import Referral
from spona.clocks.view import ClockView
from spona.directory.models import Institution
from spona.home.links import task_link
from spona.tasks import queries
from spona.tasks.models import Task


@dataclass(frozen=True, slots=True)
class WorkRow:
    """How long is left → what to do → reference and who → one button."""

    task: Task
    clock: ClockView
    sender: Institution | None
    url: str

    @property
    def is_due(self) -> bool:
        """Late, for today, or without a deadline: nothing says that it may wait."""
        return self.clock.state in ("late", "today", "none")

    @property
    def is_late(self) -> bool:
        return self.clock.state == "late"


def work_rows(tasks: Iterable[Task], actor: Actor) -> list[WorkRow]:
    """Tasks as rows, in their order: one query for the tasks, one for the senders, and the
    calendar of each network.
    """
    plain = queries.rows(tasks)
    senders = _senders([row.task for row in plain], actor)
    return [
        WorkRow(row.task, row.clock, senders.get(row.task.subject_id), task_link(row.task))
        for row in plain
    ]


def late(rows: Iterable[WorkRow]) -> int:
    return sum(row.is_late for row in rows)


def due(rows: Iterable[WorkRow]) -> int:
    return sum(row.is_due for row in rows)


def _senders(tasks: list[Task], actor: Actor) -> dict[UUID, Institution]:
    """Who sent what came to the actor's institution; one's own sending needs no sender."""
    ids = [task.subject_id for task in tasks if task.subject_kind == "referral"]
    if not ids:
        return {}
    found = Referral.objects.visible_to(actor).filter(
        pk__in=ids, recipient_institution_id=actor.institution_id
    )
    return {row.pk: row.sender_institution for row in found.select_related("sender_institution")}
