"""A letter to an inspection: written, sent with its number, answered, or dropped."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.deadlines.late import end_of
from spona.deadlines.time import today
from spona.directory.models import Institution, Member
from spona.prevention.actions.following import mark_followed_up
from spona.prevention.locks import locked_letter
from spona.prevention.models import FollowUp, Letter, Observation
from spona.prevention.permissions import (
    check_can_act,
    check_can_write_for,
    check_can_write_letter,
    check_moves,
)
from spona.tasks.actions import close_task, open_task

AWAIT_REPLY = "await_reply"
LONGEST = dt.timedelta(days=366)


def write_letter(
    observation: Observation,
    *,
    institution: Institution,
    body: str,
    by: Actor,
    recipient: Institution | None = None,
    recipient_name: str = "",
    names_firm: bool = False,
    letter: Letter | None = None,
) -> Letter:
    """The letter as it will be printed; `letter`: one that has not gone out yet, written anew."""
    check_can_act(by, observation)
    check_can_write_for(by, observation.network, institution)
    if (recipient is None) == (not recipient_name.strip()):
        raise Denied(_("Choose to whom the letter goes, or write the name of the body."))
    with audit.transaction() as log:
        check_moves(Observation.objects.get(pk=observation.pk), "follow_up")
        row = letter and locked_letter(letter)
        if row is not None and row.state != "draft":
            raise Conflict(_("This letter has gone out already, so it stays as it is."))
        row = row or Letter(
            observation=observation, written_by_id=by.member_id, written_at=deadlines.now()
        )
        row.institution, row.recipient = institution, recipient
        row.recipient_name, row.body = recipient_name.strip(), body
        row.names_firm = names_firm and bool(observation.firm)
        row.save()
        log.record("letter:written", by=by, subject=row.subject)
    return row


def register(
    letter: Letter, *, sent_on: dt.date, answer_due_on: dt.date, by: Actor, number: str = ""
) -> Letter:
    """It went out on paper: the number of the records office, and until when an answer is awaited.

    Its observation counts as followed up by it.
    """
    check_can_write_letter(by, letter)
    if sent_on > today():
        raise Denied(_("This day has not come yet. Choose when the letter was sent."))
    _check_due(answer_due_on, after=sent_on)
    with audit.transaction() as log:
        row = locked_letter(letter)
        if row.state != "draft":
            raise Conflict(_("This letter has gone out already, so it stays as it is."))
        row.registry_number, row.sent_on, row.answer_due_on = number.strip(), sent_on, answer_due_on
        row.save()
        mark_followed_up(row.observation, kind=FollowUp.Kind.LETTER, reference=str(row.pk), by=by)
        _await(row, by=by)
        log.record("letter:sent", by=by, subject=row.subject)
    return row


def ask_again(letter: Letter, *, answer_due_on: dt.date, by: Actor) -> Letter:
    """Somebody called or wrote once more: the answer is awaited until a later day."""
    check_can_write_letter(by, letter)
    _check_due(answer_due_on, after=today())
    with audit.transaction() as log:
        row = _awaited(letter)
        row.answer_due_on = answer_due_on
        row.save(update_fields=["answer_due_on"])
        _await(row, by=by)
        log.record("letter:asked_again", by=by, subject=row.subject)
    return row


def answer(
    letter: Letter, *, answered_on: dt.date, outcome: str, by: Actor, note: str = ""
) -> Letter:
    """What they answered: `outcome` is a code of the list `letter_outcome`."""
    check_can_write_letter(by, letter)
    with audit.transaction() as log:
        row = _awaited(letter)
        if answered_on > today():
            raise Denied(_("This day has not come yet. Choose when the answer came."))
        if row.sent_on is not None and answered_on < row.sent_on:
            raise Denied(_("The answer cannot come before the letter. Correct the day."))
        row.answered_on, row.outcome, row.outcome_note = answered_on, outcome, note
        row.save()
        close_task(AWAIT_REPLY, row.subject, by=by)
        log.record("letter:answered", by=by, subject=row.subject, detail={"outcome": outcome})
    return row


def drop(letter: Letter, *, by: Actor) -> Letter:
    """It does not go out after all; what went out stays."""
    check_can_write_letter(by, letter)
    with audit.transaction() as log:
        row = locked_letter(letter)
        if row.state != "draft":
            raise Conflict(_("This letter has gone out already, so it stays as it is."))
        row.dropped_at = deadlines.now()
        row.save(update_fields=["dropped_at"])
        log.record("letter:dropped", by=by, subject=row.subject)
    return row


def _await(row: Letter, *, by: Actor) -> None:
    """One task with the day until which an answer is awaited; a later day takes its place."""
    assert row.answer_due_on is not None
    # Whoever sent it watches for the answer: a partner on paper would not see the task.
    members = Member.objects.select_related("institution")
    owner = members.filter(pk=by.member_id).first() if by.member_id else None
    close_task(AWAIT_REPLY, row.subject, by=by, outcome="dropped")
    open_task(
        AWAIT_REPLY,
        row.subject,
        institution=owner.institution if owner else row.institution,
        owner=owner,
        network=row.observation.network,
        due_at=end_of(row.answer_due_on, row.observation.network),
        by=by,
    )


def _check_due(day: dt.date, *, after: dt.date) -> None:
    if day <= after:
        raise Denied(_("The day for the answer comes after the letter. Choose a later one."))
    if day > today() + LONGEST:
        raise Denied(_("Check the year: this day is too far away."))


def _awaited(letter: Letter) -> Letter:
    row = locked_letter(letter)
    if row.state != "sent":
        raise Conflict(_("No answer to this letter is awaited any more. Open it again."))
    return row
