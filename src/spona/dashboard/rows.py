"""Work rows: a task with its deadline, where it came from, and where its button leads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.prepared_rows import PreparedRows
from spona.cases.models import Referral
from spona.cases.referrals.moves import State
from spona.cases.referrals.packet import Cover
from spona.dashboard.links import task_link
from spona.deadlines.view import DeadlineView
from spona.directory.models import Institution
from spona.directory.queries import attach_institutions
from spona.tasks import queries
from spona.tasks.kinds import KINDS, Kind
from spona.tasks.models import Task


@dataclass(frozen=True, slots=True)
class WorkRow:
    """How long is left → what to do → reference and who → one button.

    `other`: the institution it came from, or the one that asks about what was sent to it. `about`
    tells it from another one of its kind; what is not `is_own` lies on the desk of a network.
    `cover` and `sender` (where it is no row of ours) are sealed: see `dashboard.covers`.
    """

    task: Task
    deadline: DeadlineView
    other: Institution | None
    what: Kind
    url: str
    about: str = ""
    is_own: bool = True
    cover: Cover | None = None
    sender: str = ""

    @property
    def is_late(self) -> bool:
        return self.deadline.state == "late"


def work_rows(tasks: Iterable[Task], actor: Actor) -> list[WorkRow]:
    """Tasks as rows, in their order: one query for the tasks, one for their referrals, and the
    calendar of each network.
    """
    plain = queries.rows(tasks)
    referrals = _referrals([row.task for row in plain], actor)
    return [_row(row, referrals.get(row.task.subject_id), actor) for row in plain]


def _row(row: queries.Row, referral: Referral | None, actor: Actor) -> WorkRow:
    task, deadline = row.task, row.deadline
    if deadline.state == "none":
        # One line is enough here; why there is none is told where the rules are.
        label = _("others wait for it") if task.what.asked else deadline.label
        deadline = replace(deadline, label=label, deadline_label="")
    what = task.what
    if task.kind == "answer_referral" and referral is not None and referral.state == State.SENT:
        # Nobody can decide on what nobody has opened.
        what = KINDS["open_referral"]
    return WorkRow(
        task, deadline, _other(referral, actor), what, task_link(task), row.about, row.is_own
    )


def _other(referral: Referral | None, actor: Actor) -> Institution | None:
    if referral is None:
        return None
    if referral.recipient_institution_id == actor.institution_id:
        return referral.sender_institution
    return referral.recipient_institution


# Visible is only what the institution sent, received or passes on.
_REFERRALS: Final = PreparedRows(
    lambda actor, ids: Referral.objects.visible_to(actor).filter(pk__in=ids)
)


def _referrals(tasks: list[Task], actor: Actor) -> dict[UUID, Referral]:
    """What the tasks are about, of which the actor's institution is one side; one query."""
    ids = [task.subject_id for task in tasks if task.subject_kind == "referral"]
    if not ids:
        return {}
    rows = _REFERRALS.rows(actor, ids)
    attach_institutions(rows, "sender_institution", "recipient_institution")
    return {row.pk: row for row in rows}
