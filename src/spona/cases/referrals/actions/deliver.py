"""Handed over on paper or by phone: from then on the same deadline runs as for everybody."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict
from spona.cases.referrals.actions.dispatch import (
    ANSWER_DEADLINE,
    HAND_OVER,
    TYPE_ANSWER,
    detail_of,
    paper_task,
)
from spona.cases.referrals.actions.transition import begin
from spona.cases.referrals.models import Move, Referral
from spona.cases.referrals.notes import Note, check_note, seal_note
from spona.cases.referrals.parties import by_name
from spona.cases.referrals.permissions import check_writes_on_paper
from spona.deadlines.actions import start
from spona.deadlines.models import Deadline
from spona.notifications.actions import mark_read_about
from spona.tasks.actions import close_task

CALL = "log_call"


def deliver(
    referral: Referral, note: Note, *, urgency: str, sector: str = "", by: Actor
) -> Referral:
    """Write down to whom it was handed over; the deadline starts at the time that `note` says.

    It runs by the rule of the recipient's sector (`sector` where it was typed by name, so that the
    row does not tell it) and the packet's `urgency`. Nobody there can
    open anything, so the deadline and its task are the sender's: they call, and write the answer
    down. Conflict where a colleague was faster.
    """
    check_note(note)
    with audit.transaction() as log:
        locked = begin(referral, "deliver", by=by)
        row = locked.referral
        earlier = row.moves.filter(verb="deliver").last()
        if earlier is not None and earlier.by_member_id == by.member_id:
            return row
        if locked.again or earlier is not None:
            raise Conflict(_("A colleague has written down already that it was handed over."))
        locked.move(message=seal_note(row, note, by=by))
        row.sent_at = note.at
        row.save(update_fields=["state", "sent_at"])
        side = row.paper_side
        deadline = start(
            ANSWER_DEADLINE,
            row.subject,
            institution=None if by_name(row, side) else side,
            network=row.network,
            sector=sector or row.recipient_institution.sector,
            urgency=urgency,
            reference=row.reference,
            at=note.at,
            by=by,
        )
        close_task(HAND_OVER, row.subject, by=by)
        paper_task(
            row, TYPE_ANSWER, deadline=deadline, due_at=_promised(row, note, deadline), by=by
        )
        mark_read_about(row.reference, by=by)
        log.record("referral:delivered", by=by, subject=row.subject, detail=detail_of(row))
    return row


def _promised(row: Referral, note: Note, deadline: Deadline) -> dt.datetime | None:
    """The end of the day by which they said they would answer, where no rule says until when."""
    if deadline.due_at is not None or note.reply_by is None:
        return None
    zone = ZoneInfo(row.network.time_zone)
    return dt.datetime.combine(note.reply_by, dt.time(23, 59), zone)


def log_call(referral: Referral, note: Note, *, by: Actor) -> Move:
    """Add one entry to the list of calls: it moves nothing, and nobody changes it later."""
    check_writes_on_paper(by, referral)
    check_note(note)
    with audit.transaction() as log:
        row = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
        check_writes_on_paper(by, row)
        move = Move.objects.create(
            referral=row,
            verb=CALL,
            from_state=row.state,
            to_state=row.state,
            at=deadlines.now(),
            by_member_id=by.member_id,
            institution_id=by.institution_id,
            message=seal_note(row, note, by=by),
        )
        log.record("referral:call_logged", by=by, subject=row.subject)
    return move
