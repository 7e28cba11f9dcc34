"""Look at it, say what followed, close it with its outcome, open it again."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.directory.models import Institution
from spona.prevention.actions.observing import FOLLOW_UP
from spona.prevention.locks import locked
from spona.prevention.models import FollowUp, Observation, State
from spona.prevention.permissions import (
    check_can_act,
    check_can_close,
    check_can_lead,
    check_moves,
)
from spona.tasks.actions import close_task, open_task


def look(observation: Observation, *, by: Actor, institution: Institution) -> Observation:
    """An institution says that it looks at it, so that no two do the same."""
    check_can_act(by, observation)
    if institution.pk != by.institution_id:
        check_can_lead(by, observation)
    with audit.transaction() as log:
        row = locked(observation)
        check_moves(row, "look")
        row.state, row.looked_at_by = State.LOOKING, institution
        row.save()
        log.record("observation:looked_at", by=by, subject=row.subject)
    return row


def mark_followed_up(observation: Observation, *, kind: str, reference: str, by: Actor) -> FollowUp:
    """Something came of it: `kind` of `FollowUp.Kind`, `reference` of what came of it.

    Called by the app that made it, inside its own transaction; twice is once. The task on the
    network's desk is done by it. Conflict where it is closed or was taken back.
    """
    check_can_act(by, observation)
    if kind not in FollowUp.Kind.values or not reference.strip():
        raise Denied(_("Say what followed: an activity, a letter, a line of the plan or a budget."))
    with audit.transaction() as log:
        row = locked(observation)
        known = row.follow_ups.filter(kind=kind, reference=reference).first()
        if known is not None:
            return known
        check_moves(row, "follow_up")
        made = FollowUp.objects.create(
            observation=row,
            kind=kind,
            reference=reference,
            institution_id=by.institution_id,
            at=deadlines.now(),
        )
        if row.state != State.FOLLOWED:
            row.state = State.FOLLOWED
            row.save()
        close_task(FOLLOW_UP, row.subject, by=by)
        log.record("observation:followed_up", by=by, subject=row.subject, detail={"kind": kind})
    return made


def unmark_followed_up(kind: str, reference: str, *, by: Actor) -> None:
    """What had followed is gone without a trace, as a line that is deleted from a draft: the
    observation stands as before, and is on the network's desk again where nothing else followed.

    Called by the app that had made it, inside its own transaction; again changes nothing.
    """
    found = FollowUp.objects.filter(kind=kind, reference=reference).select_related("observation")
    for gone in found:
        check_can_act(by, gone.observation)
        with audit.transaction() as log:
            row = locked(gone.observation)
            gone.delete()
            if row.state == State.FOLLOWED and not row.follow_ups.exists():
                row.state = State.LOOKING if row.looked_at_by_id else State.NEW
                row.save()
                open_task(FOLLOW_UP, row.subject, institution=None, network=row.network, by=by)
            log.record("observation:not_followed_up", by=by, subject=row.subject)


def close(observation: Observation, *, outcome: str, by: Actor, note: str = "") -> Observation:
    """`outcome` is a code of the list `observation_outcome`, `note` what else is to be said."""
    check_can_close(by, observation)
    with audit.transaction() as log:
        row = locked(observation)
        check_moves(row, "close")
        if (
            row.letters.filter(sent_on__isnull=False, answered_on=None, dropped_at=None).exists()
            and outcome != "no_answer"
        ):
            raise Denied(
                _("A letter still waits for its answer. Write the answer down, or close it with "
                  "the outcome that nobody answered.")
            )  # fmt: skip
        row.state, row.closed_at = State.CLOSED, deadlines.now()
        row.outcome, row.outcome_note = outcome, note
        row.save()
        close_task(FOLLOW_UP, row.subject, by=by)
        for letter in row.letters.filter(answered_on=None):
            close_task("await_reply", letter.subject, by=by, outcome="dropped")
        log.record("observation:closed", by=by, subject=row.subject, detail={"outcome": outcome})
    return row


def reopen(observation: Observation, *, by: Actor) -> Observation:
    """Closed too early: it is looked at again, and on the desk again."""
    check_can_lead(by, observation)
    with audit.transaction() as log:
        row = locked(observation)
        check_moves(row, "reopen")
        row.state = State.FOLLOWED if row.follow_ups.exists() else State.LOOKING
        row.closed_at, row.outcome, row.outcome_note = None, "", ""
        row.save()
        open_task(FOLLOW_UP, row.subject, institution=None, network=row.network, by=by)
        log.record("observation:reopened", by=by, subject=row.subject)
    return row
