"""An institution that was on paper has connected: the same packet is sealed to it after all."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from spona import audit
from spona.access.actor import Actor
from spona.cases.consent.words import end_of
from spona.cases.referrals.actions.accept import check_lasts
from spona.cases.referrals.actions.additions import ask_to_read
from spona.cases.referrals.actions.dispatch import (
    ANSWER_DEADLINE,
    HAND_OVER,
    TYPE_ANSWER,
    WORK,
    arrive,
    detail_of,
    paper_task,
)
from spona.cases.referrals.actions.ending import take_body
from spona.cases.referrals.actions.hand_over import close_file
from spona.cases.referrals.actions.transition import begin
from spona.cases.referrals.additions import ADD, addition_sections
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import ANSWERS, STANDING, TAKEN, Kind
from spona.cases.referrals.onward import marks_on, people_behind
from spona.cases.referrals.packet import Cover
from spona.cases.referrals.parties import by_name, owner_at, packet_section, receivers, side_of
from spona.cases.referrals.permissions import check_can_move, check_can_receive, opens_by
from spona.cases.referrals.telling import tell_paper_side, tell_recipient
from spona.deadlines.actions import hand_on
from spona.deadlines.queries import deadline_of
from spona.identity.keyring import Keyring
from spona.notifications.actions import mark_read_about
from spona.tasks.actions import close_task, open_task
from spona.tasks.queries import open_of
from spona.vault.actions import grant, open_section
from spona.vault.models import Section

SEND: Final = "send_packet"


def send_packet(referral: Referral, *, by: Actor, keys: Keyring) -> Referral:
    """Seal the frozen packet to the recipient; reference, state and deadline stay as they are.

    Whoever is locked out stays locked out, and what was not taken over yet keeps its body held,
    as if it had been sent here at first. What the sender wrote down meanwhile stays the
    sender's own; their answers to questions go along. Denied where nobody there can open it.
    """
    check_can_move(by, referral, SEND)
    check_can_receive(referral.recipient_institution, referral.network)
    urgency = _urgency(referral, by, keys)
    with audit.transaction() as log:
        row = begin(referral, SEND, by=by)
        if not row.referral.on_paper:
            return row.referral
        check_lasts(row.referral)
        _seal(row.referral, by, keys)
        row.move()
        if row.referral.paper_institution_id is not None:
            # Who passed it on keeps the calls and the cover; the rest is with who has it now.
            take_body(row.referral, by=by)
        row.referral.on_paper = False
        row.referral.save(update_fields=["on_paper"])
        for kind in (HAND_OVER, TYPE_ANSWER, SEND):
            close_task(kind, row.referral.subject, by=by)
        mark_read_about(row.referral.reference, by=by)
        log.record("referral:packet_sent", by=by, subject=row.referral.subject)
        _put_into_their_hands(row.referral, urgency, by, log)
    return row.referral


def offer_packets(*, by: Actor) -> int:
    """A task for the sender of everything on paper whose recipient can open it today.

    Content-free, once each; it falls away again where the last holder there has left. Returns
    how many tasks were opened.
    """
    rows = Referral.objects.filter(on_paper=True, state__in=STANDING).select_related(
        "network",
        "sender_institution",
        "recipient_institution",
        "paper_institution",
        "sent_by__person__account",
    )
    able: dict[tuple[UUID, UUID], bool] = {}
    opened = 0
    for row in rows.order_by("sent_at", "pk"):
        where = (row.recipient_institution_id, row.network_id)
        if where not in able:
            able[where] = opens_by(row.recipient_institution, row.network)
        offered = open_of(row.subject).filter(kind=SEND).exists()
        if able[where] == offered:
            continue
        with audit.transaction():
            if offered:
                close_task(SEND, row.subject, by=by, outcome="dropped")
            else:
                paper_task(row, SEND, by=by)
                tell_paper_side(row, "task", by=by)
                opened += 1
    return opened


def _seal(row: Referral, by: Actor, keys: Keyring) -> None:
    recipient, until = row.recipient_institution, None
    if row.agreement is not None:
        until = end_of(row.agreement.ends_on, row.network)
    out = people_behind(marks_on(row), [recipient, row.sender_institution])
    for name, held in (("cover", False), ("body", row.state not in TAKEN)):
        section = packet_section(row, name)
        for one in receivers(recipient, out, held=held, until=until):
            grant(section, one, by=by, keys=keys)
    for section in addition_sections(row):
        for one in receivers(recipient, out, held=row.state not in TAKEN, until=until):
            grant(section, one, by=by, keys=keys)
    theirs = side_of(row, recipient.pk, section="cover")
    rows = row.moves.filter(verb__in=ANSWERS, message__isnull=False)
    said = [one.message_id for one in rows if one.has_valid_mac()]
    for section in Section.objects.filter(box__in=said).select_related("box"):
        for one in theirs:
            grant(section, one, by=by, keys=keys)


def _put_into_their_hands(row: Referral, urgency: str, by: Actor, log: audit.Log) -> None:
    """The deadline and the task are theirs from now on."""
    recipient = row.recipient_institution
    if row.state not in TAKEN:
        if deadline := deadline_of(ANSWER_DEADLINE, row.subject):
            hand_on(deadline, to=None if by_name(row, recipient) else recipient, by=by)
        arrive(row, urgency=urgency, by=by)
        return
    if row.kind == Kind.TRANSFER:
        # From here on the person is counted with them.
        close_file(row, by=by)
    open_task(
        WORK,
        row.subject,
        institution=recipient,
        owner=owner_at(row, recipient),
        network=row.network,
        asked_by=row.sender_institution,
        reference=row.reference,
        by=by,
    )
    if row.moves.filter(verb=ADD).exists():
        ask_to_read(row, by=by)
    tell_recipient(row, "arrived", by=by)
    log.record(
        "referral:arrived", by=by, subject=row.subject, lane=recipient.pk, detail=detail_of(row)
    )


def _urgency(referral: Referral, by: Actor, keys: Keyring) -> str:
    """Needed only where it was never handed over, so that no deadline runs yet."""
    if deadline_of(ANSWER_DEADLINE, referral.subject) is not None:
        return ""
    cover = open_section(packet_section(referral, "cover"), by=by, keys=keys)
    return Cover.from_document(cover).urgency
