"""What a partner on paper has answered, written down by the sender.

Each answer is the ordinary move of the one table, marked as second-hand; deadline and tasks do what
they do when the recipient makes it here. Who said it, when and how is sealed for the sender.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.referrals.actions.accept import check_lasts
from spona.cases.referrals.actions.dispatch import (
    ANSWER_DEADLINE,
    TYPE_ANSWER,
    detail_of,
    paper_task,
    sender_task,
)
from spona.cases.referrals.actions.ending import settle
from spona.cases.referrals.actions.forward import check_reason, packet_for, pass_on
from spona.cases.referrals.actions.hand_over import close_file
from spona.cases.referrals.actions.no_place import NO_PLACE, READ
from spona.cases.referrals.actions.propose import CONFIRM
from spona.cases.referrals.actions.second import fall_away, second_of, stand_in
from spona.cases.referrals.actions.talk import QUESTION
from spona.cases.referrals.actions.transition import Locked, begin
from spona.cases.referrals.actions.work import OUTCOMES
from spona.cases.referrals.coordinator import CONVENE, show_to_coordinator
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import WAITING, Kind, State
from spona.cases.referrals.notes import Note, check_note, seal_note
from spona.cases.referrals.packet import Body, Cover, Packet
from spona.cases.referrals.parties import packet_section
from spona.cases.referrals.passing import check_can_pass_on, check_gives_places
from spona.cases.referrals.permissions import check_writes_on_paper, opens_here
from spona.cases.referrals.question_pause import urgency_of
from spona.cases.referrals.telling import tell_sender
from spona.deadlines.actions import pause, stop_running
from spona.deadlines.queries import deadline_of
from spona.directory.models import Institution, Network
from spona.identity.keyring import Keyring
from spona.notifications.actions import mark_read_about
from spona.tasks.actions import close_all, close_task, close_tasks
from spona.vault.actions import open_section


def hear_received(referral: Referral, note: Note, *, by: Actor) -> Referral:
    """They said that they have received it; the deadline runs on until they have answered."""
    with audit.transaction() as log:
        locked = _begin(referral, "open_packet", note, by)
        row = locked.referral
        if not locked.again:
            locked.move(message=seal_note(row, note, by=by))
            row.opened_at = note.at
            row.save(update_fields=["state", "opened_at"])
            _told(row, "received", by, log)
    return row


def hear_taken_over(referral: Referral, note: Note, *, by: Actor) -> Referral:
    """They have taken it over: the deadline stops at the time at which they said so.

    The task stays with the sender, without a deadline: nobody else here will hear of the end.
    """
    with audit.transaction() as log:
        _received_before(referral, note, by)
        locked = _begin(referral, "accept", note, by)
        if not locked.again:
            locked.move(message=seal_note(locked.referral, note, by=by))
            _taken_over(locked.referral, note, by)
            _told(locked.referral, "taken_over", by, log)
    return locked.referral


def hear_asked(
    referral: Referral, note: Note, *, message: str, by: Actor, keys: Keyring
) -> Referral:
    """They ask for more: before they have taken it over the deadline pauses, as long as it may."""
    if not message.strip():
        raise Denied(_("Write what they ask."))
    check_writes_on_paper(by, referral)
    urgency = urgency_of(referral, by=by, keys=keys)
    with audit.transaction() as log:
        _received_before(referral, note, by)
        verb = "ask_more" if _state(referral) == State.OPENED else "give_feedback"
        locked = _begin(referral, verb, note, by)
        row = locked.referral
        if not locked.again:
            locked.move(message=seal_note(row, note, by=by, purpose="feedback", message=message))
            row.save(update_fields=["state"])
            if row.state == State.NEEDS_INFORMATION and (
                deadline := deadline_of(ANSWER_DEADLINE, row.subject)
            ):
                pause(deadline, reason="waits_for_sender", urgency=urgency, by=by)
            sender_task(row, QUESTION, by=by)
            _told(row, "asked", by, log)
    return row


def hear_not_theirs(
    referral: Referral,
    note: Note,
    *,
    to: Institution,
    network: Network,
    reason: str,
    message: str = "",
    by: Actor,
    keys: Keyring,
) -> Referral:
    """They are not competent, and said for whom it is.

    A report resting on duty goes on at once: return the next row, on paper again where nobody
    there can open it. Anything else waits for the sender to confirm it: return the row itself.
    """
    check_reason(reason)
    check_writes_on_paper(by, referral)
    check_can_pass_on(referral, to, network, on_paper=True)
    goes_on = referral.kind == Kind.REPORT and referral.rests_on == "duty"
    packet = _packet_for(referral, to, by, keys) if goes_on else None
    urgency = "" if goes_on else urgency_of(referral, by=by, keys=keys)
    with audit.transaction() as log:
        _received_before(referral, note, by)
        locked = _begin(referral, "forward" if goes_on else "propose_forward", note, by)
        row = locked.referral
        if locked.again:
            return row
        before = row.moves.filter(verb="propose_forward").exists()
        sealed = seal_note(row, note, by=by, purpose="not_ours", message=message)
        locked.move(message=sealed, reason=reason, to=to, to_network=network)
        if packet is not None:
            _stop_deadline(row, "forwarded", note, by)
            after = pass_on(
                row, packet, to=to, network=network,
                paper_institution=None if opens_here(to) else row.paper_institution, by=by,
            )  # fmt: skip
            _told(row, "forwarded", by, log)
            log.record("referral:passed_on", by=by, subject=row.subject, detail=detail_of(after))
            return after
        row.save(update_fields=["state"])
        if deadline := deadline_of(ANSWER_DEADLINE, row.subject):
            pause(deadline, reason="waits_for_competent", urgency=urgency, by=by)
        sender_task(row, CONFIRM, by=by)
        _told(row, "asked", by, log)
        if before:
            show_to_coordinator(row, by=by)
    return row


def hear_no_place(
    referral: Referral, note: Note, *, reason: str, message: str, by: Actor, sector: str = ""
) -> Referral:
    """Those who give a service have none free: the second one gets it, or the sender looks on.

    `sector` of the recipient, where it was typed by name and the row does not tell it.
    """
    if reason not in NO_PLACE:
        raise Denied(_("Choose why there is no place."))
    check_gives_places(sector or referral.recipient_institution.sector)
    with audit.transaction() as log:
        _received_before(referral, note, by)
        locked = _begin(referral, "have_no_place", note, by)
        row = locked.referral
        if locked.again:
            return row
        second = second_of(row)
        locked.move(
            message=seal_note(row, note, by=by, purpose="no_place", message=message),
            reason=reason,
            to=second.recipient_institution if second else None,
            to_network=second.network if second else None,
        )
        _stop_deadline(row, "no_place", note, by)
        settle(row, outcome="no_place", by=by)
        if second is not None:
            stand_in(second, first=row, by=by)
        else:
            fall_away(row, by=by)
            sender_task(row, READ, by=by)
        _told(row, "answered", by, log)
    return row


def hear_done(referral: Referral, note: Note, *, outcome: str, message: str, by: Actor) -> Referral:
    """It is done, with a code of `OUTCOMES` and what they said of it."""
    if outcome not in OUTCOMES:
        raise Denied(_("Choose how it ended."))
    with audit.transaction() as log:
        _received_before(referral, note, by)
        if _state(referral) in WAITING:
            before = _begin(referral, "accept", note, by)
            before.move()
            _taken_over(before.referral, note, by)
        locked = _begin(referral, "finish", note, by)
        row = locked.referral
        if not locked.again:
            sealed = seal_note(row, note, by=by, purpose="outcome", message=message)
            locked.move(message=sealed, reason=outcome)
            row.outcome, row.closed_at = outcome, note.at
            row.save(update_fields=["state", "outcome", "closed_at"])
            close_task(QUESTION, row.subject, by=by, outcome="dropped")
            close_all(row.subject, by=by, outcome="done")
            _told(row, "closed", by, log)
    return row


def _begin(referral: Referral, verb: str, note: Note, by: Actor) -> Locked:
    locked = begin(referral, verb, by=by, second_hand=True)
    row = locked.referral
    if not row.moves.filter(verb="deliver").exists():
        raise Denied(_("Write down first that it was handed over."))
    check_note(note, since=row.sent_at)
    return locked


def _received_before(referral: Referral, note: Note, by: Actor) -> None:
    """Whoever has answered has received it, also where nobody wrote that down."""
    if _state(referral) == State.SENT:
        locked = _begin(referral, "open_packet", note, by)
        locked.move()
        locked.referral.opened_at = note.at
        locked.referral.save(update_fields=["state", "opened_at"])


def _taken_over(row: Referral, note: Note, by: Actor) -> None:
    check_lasts(row)
    row.accepted_at = note.at
    row.save(update_fields=["state", "accepted_at"])
    _stop_deadline(row, "accepted", note, by)
    close_tasks({TYPE_ANSWER: "done", CONVENE: "dropped"}, row.subject, by=by)
    paper_task(row, TYPE_ANSWER, by=by)
    fall_away(row, by=by)
    if row.kind == Kind.TRANSFER:
        close_file(row, by=by)


def _stop_deadline(row: Referral, outcome: str, note: Note, by: Actor) -> None:
    """At the time of the answer: how long it took to write it down is not theirs."""
    stop_running(ANSWER_DEADLINE, row.subject, outcome=outcome, at=note.at, by=by)


def _told(row: Referral, kind: str, by: Actor, log: audit.Log) -> None:
    """Who wrote it hears of it where a colleague typed it in; nobody at the recipient does."""
    tell_sender(row, kind, by=by)
    mark_read_about(row.reference, by=by)
    log.record("referral:heard", by=by, subject=row.subject, detail={"kind": kind})


def _state(referral: Referral) -> str:
    """As it is now: which moves are needed depends on it; `begin` asks again under the lock."""
    return Referral.objects.values_list("state", flat=True).get(pk=referral.pk)


def _packet_for(referral: Referral, to: Institution, by: Actor, keys: Keyring) -> Packet:
    """Opened before the transaction, because the log of a reading is committed first."""
    cover = Cover.from_document(open_section(packet_section(referral, "cover"), by=by, keys=keys))
    body = Body.from_document(open_section(packet_section(referral, "body"), by=by, keys=keys))
    return packet_for(referral, cover, body, to)
