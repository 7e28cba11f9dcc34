"""The deadline and the task of each addressee: begun and ended here, inside the app's actions."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final
from uuid import UUID

from spona.access.actor import Actor
from spona.access.prepared_rows import PreparedRows
from spona.cases.referrals.actions.send import ANSWER_DEADLINE
from spona.deadlines.actions import start, stop
from spona.deadlines.models import Deadline
from spona.tasks.actions import close_all, close_task, open_task
from spona.tipline.models import Addressee

# By the rule "message": from arrival until somebody has taken it over, and for what is added
# later until it is read.
MESSAGE_DEADLINE: Final = "message"
# A report with a name has the deadline of every report instead: by the rule "answer" of its
# recipient's sector and of the urgency that its reporter chose.
DEADLINE_KINDS: Final = (MESSAGE_DEADLINE, ANSWER_DEADLINE)
READ, ANSWER = "read_message", "answer_message"


def wait_for_reading(
    addressee: Addressee, running: Deadline | None = None, *, urgency: str = "", by: Actor
) -> None:
    """Something arrived for this institution: its deadline runs and its holders have a task.

    `urgency`: of a report with a name. `running`: its deadline, where one runs already.
    """
    tip, institution = addressee.tip, addressee.institution
    deadline = running or start(
        ANSWER_DEADLINE if urgency else MESSAGE_DEADLINE,
        addressee.subject,
        institution=institution,
        network=tip.network,
        sector=institution.sector,
        urgency=urgency,
        reference=tip.reference,
        by=by,
    )
    open_task(
        READ,
        addressee.subject,
        institution=institution,
        network=tip.network,
        reference=tip.reference,
        deadline=deadline,
        by=by,
    )


def wait_for_answer(addressee: Addressee, *, by: Actor) -> None:
    """It was read. The deadline goes on while nobody has taken the tip over."""
    close_task(READ, addressee.subject, by=by)
    open_task(
        ANSWER,
        addressee.subject,
        institution=addressee.institution,
        network=addressee.tip.network,
        reference=addressee.tip.reference,
        deadline=running_deadline(addressee),
        by=by,
    )


def running_deadline(addressee: Addressee) -> Deadline | None:
    """The one deadline that runs for this institution: of a report, or of a message."""
    return running_deadlines([addressee]).get(addressee.pk)


_RUNNING: Final = PreparedRows(
    lambda addressees: (
        Deadline.objects.running()
        .filter(kind__in=DEADLINE_KINDS, subject_kind="tip", subject_id__in=addressees)
        .select_related("rule", "network__town")
    )
)


def running_deadlines(addressees: Collection[Addressee]) -> dict[UUID, Deadline]:
    """Id of an addressee → its deadline that runs; one query."""
    return {one.subject_id: one for one in _RUNNING.rows([one.pk for one in addressees])}


def stop_deadline(addressee: Addressee, outcome: str, *, by: Actor) -> None:
    deadline = running_deadline(addressee)
    if deadline is not None:
        stop(deadline, outcome=outcome, by=by)


def answered(addressee: Addressee, *, by: Actor) -> None:
    close_task(ANSWER, addressee.subject, by=by)


def end(addressee: Addressee, outcome: str, *, by: Actor) -> None:
    """Nothing waits for this institution any more."""
    close_all(addressee.subject, by=by)
    stop_deadline(addressee, outcome, by=by)
