"""What changes observations, letters and unmet needs."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TypedDict, Unpack

from django.db.models import Max
from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.deadlines.late import end_of
from spona.deadlines.time import today
from spona.directory.models import DatePrecision, Institution, Member, Network
from spona.prevention.locks import locked, locked_letter
from spona.prevention.models import WAITING, FollowUp, Letter, Need, Observation, Sighting, State
from spona.prevention.permissions import (
    check_can_act,
    check_can_change,
    check_can_close,
    check_can_lead,
    check_can_withdraw_need,
    check_can_write_for,
    check_can_write_letter,
    check_moves,
    check_seen,
)
from spona.statistics.disclosure import FEWEST
from spona.tasks.actions import close_task, open_task

# A service that was needed and not had; typed by the institution, for a month.


def write_need(
    network: Network,
    *,
    institution: Institution,
    service: str,
    month: dt.date,
    times: int,
    reason: str,
    by: Actor,
    waiting_days: int | None = None,
    cost: Decimal | None = None,
    currency: str = "",
    cost_source: str = "",
    note: str = "",
) -> Need:
    """How often `service` was needed in `month` and not had, for one `reason`.

    A number under five is not kept, nor the month, the reason or a note that went with it: what
    stays is that in that quarter it was fewer than five. `cost` is an estimate for a year of the
    service in this town. Conflict where the institution has written the same already.
    """
    check_can_write_for(by, network, institution)
    first = month.replace(day=1)
    if first > today():
        raise Denied(_("This month has not come yet. Choose one that has."))
    if first < today().replace(day=1) - dt.timedelta(days=3 * 366):
        raise Denied(_("This is too long ago. Write down what was seen in the last three years."))
    if times < 1:
        raise Denied(
            _("Write how often it was, at least once. A month without need needs no line.")
        )
    if cost is not None and not (currency and cost_source.strip()):
        raise Denied(_("Say in which currency the estimate is and where it comes from."))
    if times < FEWEST:
        # Who is one of few would be known by when and why.
        first = first.replace(month=first.month - (first.month - 1) % 3)
        reason, waiting_days, note = "", None, ""
    with audit.transaction() as log:
        Network.objects.select_for_update().get(pk=network.pk)
        same = Need.objects.standing().filter(
            network=network, institution=institution, service=service, month=first, reason=reason
        )
        if same.exists():
            raise Conflict(
                _("Your institution has a line for this service, month and reason already. Take "
                  "it back and write the right number.")
            )  # fmt: skip
        made = Need.objects.create(
            network=network,
            institution=institution,
            service=service,
            month=first,
            times=times if times >= FEWEST else None,
            reason=reason,
            waiting_days=waiting_days if reason == WAITING else None,
            cost=cost,
            currency=currency if cost is not None else "",
            cost_source=cost_source.strip() if cost is not None else "",
            note=note,
            written_by_id=by.member_id,
            written_at=deadlines.now(),
        )
        log.record("need:written", by=by, subject=made.subject, detail={"service": service})
    return made


def withdraw_need(need: Need, *, by: Actor) -> Need:
    """The line was wrong; it stays out of every sum. Taken back already changes nothing."""
    check_can_withdraw_need(by, need)
    with audit.transaction() as log:
        row = Need.objects.select_for_update(of=("self",)).get(pk=need.pk)
        if row.withdrawn_at is None:
            row.withdrawn_at = deadlines.now()
            row.save(update_fields=["withdrawn_at"])
            log.record("need:withdrawn", by=by, subject=row.subject)
    return row


# Write down what was noticed, that it was seen again, change the words, take them back.

FOLLOW_UP = "follow_up"


class Told(TypedDict, total=False):
    """What a person writes: codes of `reference` for kind and source, the rest is text."""

    kind: str
    title: str
    text: str
    where: str
    seen_on: dt.date
    seen_precision: str
    source: str
    firm: str


def observe(
    network: Network, *, institution: Institution, by: Actor, **told: Unpack[Told]
) -> Observation:
    """Write it down; the desk of the network gets the task to say what follows.

    The first sighting counts as one. Denied for a day to come or long ago.
    """
    check_can_write_for(by, network, institution)
    check_seen(told["seen_on"])
    with audit.transaction() as log:
        # Two at once would take the same number.
        Network.objects.select_for_update().get(pk=network.pk)
        last = Observation.objects.filter(network=network).aggregate(last=Max("number"))["last"]
        made = Observation.objects.create(
            network=network,
            number=(last or 0) + 1,
            institution=institution,
            written_by_id=by.member_id,
            written_at=deadlines.now(),
            **told,
        )
        open_task(FOLLOW_UP, made.subject, institution=None, network=network, by=by)
        log.record("observation:written", by=by, subject=made.subject, detail={"kind": made.kind})
    return made


def rewrite(observation: Observation, *, by: Actor, **told: Unpack[Told]) -> Observation:
    """Other words in place of those that stood there; nothing of the old ones is kept."""
    check_can_change(by, observation)
    check_seen(told["seen_on"])
    with audit.transaction() as log:
        row = locked(observation)
        check_moves(row, "follow_up")
        for name, value in told.items():
            setattr(row, name, value)
        row.changed_at = deadlines.now()
        row.save()
        log.record("observation:changed", by=by, subject=row.subject)
    return row


def see_again(
    observation: Observation,
    *,
    institution: Institution,
    seen_on: dt.date,
    by: Actor,
    seen_precision: str = DatePrecision.DAY,
    note: str = "",
) -> Sighting:
    """The same was seen on another day. What was closed and comes back is open again."""
    check_can_write_for(by, observation.network, institution)
    check_seen(seen_on)
    with audit.transaction() as log:
        row = locked(observation)
        if row.state == State.CLOSED:
            _open_again(row, by=by)
        check_moves(row, "follow_up")
        made = Sighting.objects.create(
            observation=row,
            institution=institution,
            written_by_id=by.member_id,
            written_at=deadlines.now(),
            seen_on=seen_on,
            seen_precision=seen_precision,
            note=note,
        )
        log.record("observation:seen_again", by=by, subject=row.subject)
    return made


def withdraw(observation: Observation, *, by: Actor) -> Observation:
    """Written by mistake, or about a person: every word of it goes, also those of later sightings.

    Conflict once something has followed from it.
    """
    check_can_change(by, observation)
    with audit.transaction() as log:
        row = locked(observation)
        check_moves(row, "withdraw")
        row.state = State.WITHDRAWN
        row.title = row.text = row.where = row.firm = ""
        row.save()
        row.sightings.update(note="")
        close_task(FOLLOW_UP, row.subject, by=by, outcome="dropped")
        log.record("observation:withdrawn", by=by, subject=row.subject)
    return row


def forget_firm(observation: Observation, *, by: Actor) -> None:
    """A year after it was closed nobody needs the name of the firm; `jobs` asks for it."""
    if not by.may("life:remind"):
        check_can_act(by, observation)
    with audit.transaction() as log:
        row = locked(observation)
        row.firm = ""
        row.save(update_fields=["firm"])
        log.record("observation:firm_forgotten", by=by, subject=row.subject)


def _open_again(row: Observation, *, by: Actor) -> None:
    row.state, row.closed_at, row.outcome, row.outcome_note = State.NEW, None, "", ""
    row.save()
    open_task(FOLLOW_UP, row.subject, institution=None, network=row.network, by=by)


# Look at it, say what followed, close it with its outcome, open it again.


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


# A letter to an inspection: written, sent with its number, answered, or dropped.

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
