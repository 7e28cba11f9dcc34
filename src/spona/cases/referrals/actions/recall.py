"""The paper that no key closes: after a withdrawal the sender asks for it back, and writes down
what was answered.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.referrals.actions.dispatch import paper_task
from spona.cases.referrals.models import Move, Referral
from spona.cases.referrals.moves import State
from spona.cases.referrals.notes import NOT_REACHED, RESULTS, Note, check_note, seal_note
from spona.cases.referrals.permissions import check_recalls_paper
from spona.deadlines.late import end_of, today_in
from spona.notifications.actions import mark_read_about
from spona.tasks.actions import close_task

RECALL = "recall_paper"
TAKEN_BACK = frozenset({State.WITHDRAWN, State.EXPIRED})


def ask_paper_back(row: Referral, *, by: Actor) -> None:
    """Open the task of who handed something over on paper; inside the ending's
    transaction, after its other tasks fell away.
    """
    if row.moves.filter(verb="deliver").exists():
        today = today_in(row.network)
        paper_task(row, RECALL, by=by, due_at=end_of(today, row.network))


def may_recall(row: Referral) -> bool:
    """True where something that was handed over on paper was taken back."""
    return row.state in TAKEN_BACK and row.moves.filter(verb="deliver").exists()


def note_recall(referral: Referral, note: Note, *, by: Actor) -> Move:
    """Write down what they answered: given back, destroyed, kept. Sealed for the sender's people.

    Any answer closes the task; where nobody was reached it stays open. Denied where nothing was
    taken back, or for a time before that.
    """
    check_recalls_paper(by, referral)
    if note.result not in RESULTS:
        raise Denied(_("Choose what became of the paper."))
    check_note(note)
    with audit.transaction() as log:
        row = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
        check_recalls_paper(by, row)
        if not may_recall(row):
            raise Denied(_("Nothing that went on paper was taken back here."))
        if row.closed_at is not None and note.at < row.closed_at.replace(second=0, microsecond=0):
            raise Denied(_("This is before it was taken back. Look at the time once more."))
        move = Move.objects.create(
            referral=row,
            verb=RECALL,
            from_state=row.state,
            to_state=row.state,
            at=deadlines.now(),
            by_member_id=by.member_id,
            institution_id=by.institution_id,
            message=seal_note(row, note, by=by),
        )
        if note.result != NOT_REACHED:
            close_task(RECALL, row.subject, by=by)
            mark_read_about(row.reference, by=by)
        log.record("referral:paper_asked_back", by=by, subject=row.subject)
    return move
