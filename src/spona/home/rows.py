"""Work rows: a task with its clock, where it came from, and where its button leads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from spona.access.actor import Actor
from spona.cases.models import Referral
from spona.cases.referrals.moves import State
from spona.clocks.view import ClockView
from spona.directory.models import Institution
from spona.home.links import task_link
from spona.tasks import queries
from spona.tasks.kinds import KINDS, Kind
from spona.tasks.models import Task


@dataclass(frozen=True, slots=True)
class WorkRow:
    """How long is left → what to do → reference and who → one button."""

    task: Task
    clock: ClockView
    sender: Institution | None
    what: Kind
    url: str

    @property
    def is_due(self) -> bool:
        """Late, for today, or without a deadline: nothing says that it may wait."""
        return self.clock.state in ("late", "today", "none")

    @property
    def is_late(self) -> bool:
        return self.clock.state == "late"


def work_rows(tasks: Iterable[Task], actor: Actor) -> list[WorkRow]:
    """Tasks as rows, in their order: one query for the tasks, one for what arrived, and the
    calendar of each network.
    """
    plain = queries.rows(tasks)
    arrived = _arrived([row.task for row in plain], actor)
    return [_row(row, arrived.get(row.task.subject_id)) for row in plain]


def _row(row: queries.Row, referral: Referral | None) -> WorkRow:
    task, clock = row.task, row.clock
    if clock.state == "none":
        # One line is enough here; why there is none is told where the rules are.
        clock = replace(clock, deadline_label="")
    what = task.what
    if task.kind == "answer_referral" and referral is not None and referral.state == State.SENT:
        # Nobody can decide on what nobody has opened.
        what = KINDS["open_referral"]
    sender = referral.sender_institution if referral is not None else None
    return WorkRow(task, clock, sender, what, task_link(task))


def late(rows: Iterable[WorkRow]) -> int:
    return sum(row.is_late for row in rows)


def due(rows: Iterable[WorkRow]) -> int:
    return sum(row.is_due for row in rows)


def _arrived(tasks: list[Task], actor: Actor) -> dict[UUID, Referral]:
    """What came to the actor's institution, with its sender; one's own sending needs none."""
    ids = [task.subject_id for task in tasks if task.subject_kind == "referral"]
    if not ids:
        return {}
    found = Referral.objects.visible_to(actor).filter(
        pk__in=ids, recipient_institution_id=actor.institution_id
    )
    return {row.pk: row for row in found.select_related("sender_institution")}
