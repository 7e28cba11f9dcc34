"""Single answers are destroyed by two people, or by the day that was promised; the numbers stay."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.audit import Log
from spona.deadlines.time import today
from spona.reference.models.signed import verify_rows
from spona.surveys.actions.rounds import locked
from spona.surveys.models import Round, State, Submission, UnmatchedSubmission
from spona.surveys.permissions import check_can_run, check_is_second, check_moves
from spona.surveys.results import kept_results
from spona.vault import actions as vault
from spona.vault.models import Box


def ask_to_destroy(found: Round, *, by: Actor) -> Round:
    """The first person; nothing happens until a second one agrees."""
    check_can_run(by, found)
    with audit.transaction() as log:
        row = locked(found)
        check_moves(row, State.DESTROYED)
        row.destroy_asked_by_id = by.member_id
        row.save(update_fields=["destroy_asked_by"])
        log.record("survey_round:destroy_asked", by=by, subject=row.subject)
    return row


def agree_to_destroy(found: Round, *, by: Actor) -> Round:
    """The second person: the key, every answer and every file are gone when this returns."""
    check_can_run(by, found)
    with audit.transaction() as log:
        row = locked(found)
        check_moves(row, State.DESTROYED)
        check_is_second(by, row)
        _destroy(row, by=by, log=log)
    return row


def destroy_due(*, by: Actor) -> int:
    """What was promised on the first page of the form: on its day, without anybody's key."""
    due = Round.objects.filter(destroy_on__lte=today()).exclude(state=State.DESTROYED)
    gone = 0
    for one in due:
        # A row that was written past Spona must not choose the day.
        if not one.has_valid_mac():
            continue
        with audit.transaction() as log:
            _destroy(locked(one), by=by, log=log)
            gone += 1
    return gone


def destroy_again(box: Box, *, by: Actor) -> bool:
    """After a restore, what had been destroyed; False where the backup knows no such round, or
    knows that it was. The sums are those of the answers that the backup brought back.
    """
    if not (by.is_system and by.may("ending:replay")):
        raise Denied(_("Two people destroy the answers: one asks, another one agrees."))
    found = Round.objects.filter(box=box).exclude(state=State.DESTROYED).first()
    if found is None:
        return False
    verify_rows(found)
    with audit.transaction() as log:
        _destroy(locked(found), by=by, log=log)
    return True


def _destroy(row: Round, *, by: Actor, log: Log) -> None:
    answers = Submission.objects.filter(round=row)
    row.results = kept_results(row)
    row.state, row.destroyed_on = State.DESTROYED, today()
    row.save(update_fields=["results", "state", "destroyed_on"])
    count = answers.count()
    answers.delete()
    UnmatchedSubmission.objects.filter(round=row).delete()
    # With the key in it, what older backups hold of the answers opens no more; the files that
    # phones sent go with the box.
    vault.erase_box(row.box, by=by)
    log.record(
        "survey_round:destroyed",
        by=by,
        subject=row.subject,
        detail={"rows": count, "code": row.code},
    )
