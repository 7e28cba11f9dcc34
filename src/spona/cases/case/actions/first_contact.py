"""The first contact with the person of a file: a task and a deadline counted from receipt.

A light step: begun when a report or a referral is accepted, done by whoever leads the file.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from spona import audit
from spona.access.actor import Actor
from spona.cases.case.models import Case
from spona.deadlines.actions import start, stop
from spona.deadlines.models import Deadline
from spona.deadlines.queries import deadline_of
from spona.directory.models import Member
from spona.tasks.actions import close_task, move_task, open_task
from spona.tasks.queries import open_of

# The event of its rules and the kind of its task.
FIRST_CONTACT: Final = "first_contact"


def begin_first_contact(
    case: Case,
    *,
    urgency: str,
    received_at: datetime,
    by: Actor,
    answered: Deadline | None = None,
    owner: Member | None = None,
) -> None:
    """Open the task, due by the rule of `urgency` counted from `received_at`.

    Never counted anew from acceptance: what is accepted late may be late already. `answered`: the
    deadline of the answer, whose pauses count here too. `owner`: where somebody is locked out of
    the file, the task is a person's and stays out of the institution's lists. Nothing is opened
    where nobody knows how urgent it is.
    """
    if not urgency:
        return
    with audit.transaction() as log:
        institution = case.owner_institution
        deadline = start(
            FIRST_CONTACT,
            case.subject,
            institution=None if owner else institution,
            network=case.network,
            sector=institution.sector,
            urgency=urgency,
            reference=case.reference,
            at=received_at,
            after=answered,
            by=by,
        )
        open_task(
            FIRST_CONTACT,
            case.subject,
            institution=institution,
            owner=owner,
            network=case.network,
            reference=case.reference,
            deadline=deadline,
            by=by,
        )
        log.record("case:first_contact_due", by=by, subject=case.subject)


def assign_first_contact(case: Case, *, to: Member, by: Actor) -> None:
    """It is the case worker's from now on; one that is done stays as it is."""
    with audit.transaction():
        for task in open_of(case.subject).filter(kind=FIRST_CONTACT):
            move_task(task, owner=to, by=by)


def end_first_contact(case: Case, *, outcome: str, by: Actor) -> None:
    """The work on the file has ended or the file was closed: `outcome` is `done` or `dropped`."""
    with audit.transaction():
        deadline = deadline_of(FIRST_CONTACT, case.subject)
        if deadline is not None:
            stop(deadline, outcome=outcome, by=by)
        close_task(FIRST_CONTACT, case.subject, by=by, outcome=outcome)
