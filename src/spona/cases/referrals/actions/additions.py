"""Add to something after it was sent: sealed to whoever has it now, as far as they have it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.cases.consent.models import Agreement
from spona.cases.consent.rests_on import RestsOn
from spona.cases.referrals.actions.dispatch import HAND_OVER, WORK, paper_task
from spona.cases.referrals.actions.transition import begin
from spona.cases.referrals.additions import (
    ADD,
    HAND,
    READ,
    SECTION,
    addition_boxes,
    addition_sections,
    last_addition,
    not_handed_over,
    unread,
    why_not,
)
from spona.cases.referrals.held_after_restore import is_held_back
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import Kind
from spona.cases.referrals.notes import Note, check_note, seal_note
from spona.cases.referrals.onward import added_parts
from spona.cases.referrals.packet import Addition, Body, Document
from spona.cases.referrals.parties import body_holders, owner_at
from spona.cases.referrals.passing import check_agreement
from spona.cases.referrals.permissions import check_can_move, check_can_refer
from spona.cases.referrals.seen import addition_tag, check_was_seen
from spona.cases.referrals.telling import tell_recipient
from spona.directory.models import Member
from spona.identity.keyring import Keyring
from spona.notifications.actions import mark_read_about
from spona.tasks.actions import close_task, open_task
from spona.tasks.queries import open_of
from spona.vault.actions import create_box, hold_back, open_sections, release
from spona.vault.models import BY_NAME, Box, Grant, Section
from spona.vault.slots import slot_of

TASK = "read_message"


def add_to_referral(
    referral: Referral,
    addition: Addition,
    *,
    agreed: bool = False,
    agreement: Agreement | None = None,
    seen: str | None = None,
    by: Actor,
) -> Referral:
    """Seal what came up later to whoever has it now; return the row.

    Whoever holds the body gets it as they hold the body: still held where nobody has taken it
    over. On paper whoever hands it over gets the task. `agreed`: the person agreed to this too,
    where a report rests on agreement. `agreement`: the one on which a referral rests, opened:
    nothing is added that it does not cover today. `seen` is the tag of the page (`addition_tag`):
    NotSeen where that page showed something else. Conflict where it is over or was passed on. The
    caller makes it happen once. Needs no keyring: sealing goes to public keys.
    """
    check_can_move(by, referral, ADD)
    if not Referral.objects.visible_to(by).filter(pk=referral.pk).exists():
        raise Denied(_("Only who can open it adds to it."))
    if not added_parts(addition):
        raise Denied(_("Write what you add, or answer a sign."))
    with audit.transaction() as log:
        now = Referral.objects.get(pk=referral.pk)
        if sentence := why_not(now):
            raise Conflict(sentence)
        locked = begin(referral, ADD, by=by)
        row = locked.referral
        if row.kind == Kind.REFERRAL:
            _check_covered(row, addition, agreement, by=by)
        elif row.rests_on == RestsOn.AGREEMENT and not agreed:
            raise Denied(_("Say that the person has agreed that this goes to this institution."))
        if is_held_back(row):
            raise Denied(_("Say first whether the person still agrees: nothing goes before that."))
        if seen is not None:
            check_was_seen(seen, addition_tag(row, addition, by=by))
        written = replace(addition, at=deadlines.now().isoformat())
        locked.move(message=_sealed(row, written, by=by))
        if row.on_paper:
            paper_task(row, HAND_OVER, by=by)
        else:
            ask_to_read(row, by=by)
            log.record(
                "referral:addition_arrived",
                by=by,
                subject=row.subject,
                lane=row.recipient_institution_id,
            )
        tell_recipient(row, "arrived", by=by)
        log.record("referral:added", by=by, subject=row.subject)
    return row


def ask_to_read(row: Referral, *, by: Actor) -> None:
    """The task of who works on it, else of the queue."""
    recipient = row.recipient_institution
    open_task(
        TASK,
        row.subject,
        institution=recipient,
        owner=_who_works(row) or owner_at(row, recipient),
        network=row.network,
        asked_by=row.sender_institution,
        reference=row.reference,
        by=by,
    )


def read_addition(
    referral: Referral, *, shown: str | None = None, by: Actor, keys: Keyring
) -> Referral:
    """Say that what was added was read; the sender sees that. A second click changes nothing.

    `shown` is the id of the last addition on the page: Conflict where one came since. Denied for
    who cannot open it: before the report is taken over it is held as the rest is. ReasonNeeded for
    a holder where a colleague works on it.
    """
    check_can_move(by, referral, READ)
    if not unread(referral.moves.all()):
        return referral
    sections = addition_sections(referral)
    boxes = [one.box_id for one in sections]
    if not Section.objects.visible_to(by).named(boxes, SECTION).exists():
        raise Denied(_("What was added opens with the rest, when you accept it."))
    # Nobody says that they have read what they do not open.
    open_sections(sections, by=by, keys=keys)
    with audit.transaction() as log:
        locked = begin(referral, READ, by=by)
        row = locked.referral
        if not unread(row.moves.all()):
            return row
        _check_shown(row, shown)
        locked.move()
        close_task(TASK, row.subject, by=by)
        mark_read_about(row.reference, by=by)
        log.record("referral:addition_read", by=by, subject=row.subject)
    return row


def hand_addition(
    referral: Referral, note: Note, *, shown: str | None = None, by: Actor
) -> Referral:
    """Write down to whom what was added was handed over on paper, or told; no deadline moves.

    `shown` as for `read_addition`.
    """
    check_note(note)
    with audit.transaction() as log:
        locked = begin(referral, HAND, by=by)
        row = locked.referral
        if not not_handed_over(row.moves.all()):
            raise Conflict(_("A colleague has written down already that it was handed over."))
        if not row.moves.filter(verb="deliver").exists():
            raise Denied(_("Write down first that it was handed over: this goes with it."))
        _check_shown(row, shown)
        locked.move(message=seal_note(row, note, by=by))
        close_task(HAND_OVER, row.subject, by=by)
        mark_read_about(row.reference, by=by)
        log.record("referral:addition_handed", by=by, subject=row.subject)
    return row


def release_additions(row: Referral, *, by: Actor) -> list[Box]:
    """With the body: what was held of the additions opens to the recipient. Return their boxes."""
    boxes = addition_boxes(row)
    for box in boxes:
        release(box, by=by, institution=row.recipient_institution_id)
    return boxes


def with_additions(referral: Referral, body: Body, *, by: Actor, keys: Keyring) -> Body:
    """The body with what was added to it, opened; what goes on carries both."""
    sections = addition_sections(referral)
    if not sections:
        return body
    return with_added(body, open_sections(sections, by=by, keys=keys))


def with_added(body: Body, opened: Iterable[Document]) -> Body:
    """The body with these additions, the oldest first."""
    return replace(body, additions=(*body.additions, *map(Addition.from_document, opened)))


def check_none_added(row: Referral, known: Collection[UUID]) -> None:
    """Conflict where something was added since the boxes `known` were opened: what is passed on
    would go without it. `row` is locked.
    """
    if {box.pk for box in addition_boxes(row)} != set(known):
        raise Conflict(_("Something was added to it at this moment. Look at it once more."))


def _check_covered(
    row: Referral, addition: Addition, agreement: Agreement | None, *, by: Actor
) -> None:
    """From the file, by who leads it, and by the agreement on which the rest went: one that is
    withdrawn takes all of it back.
    """
    if row.from_case is None:
        raise Denied(_("The file from which this went is not here any more."))
    check_can_refer(by, row.from_case)
    if row.agreement is None or agreement != row.agreement:
        raise Denied(_("Write down first what the person agreed to for this institution."))
    check_agreement(
        agreement,
        referral_to=row.recipient_institution,
        network=row.network,
        parts=added_parts(addition),
        mark=row.agreement.addressee_mark,
    )


def _check_shown(row: Referral, shown: str | None) -> None:
    last = last_addition(row)
    if shown is not None and (last is None or str(last.pk) != shown):
        raise Conflict(_("Something more was added meanwhile. Look at it first."))


def _sealed(row: Referral, addition: Addition, *, by: Actor) -> Box:
    theirs = body_holders(row, row.other_side_id)
    if not theirs and not row.on_paper:
        raise Denied(_("Nobody there can open anything any more. Call them."))
    # As the packet: on paper it belongs to who hands it over, who seals it to the recipient on
    # the day on which that one connects.
    owner = row.paper_side_id if row.on_paper else row.sender_institution_id
    box = create_box(
        "response",
        owner=owner,
        sections={SECTION: addition.to_document()},
        grants={SECTION: [*theirs, *body_holders(row, row.sender_institution_id)]},
        by=by if by.institution_id == owner else Actor.system("housekeeping"),
        reference=row.reference,
    )
    _hold_for_names(row, box)
    return box


def _hold_for_names(row: Referral, box: Box) -> None:
    """What a restore holds back of the body until holders are let in by name, it holds back of the
    addition too: released by the same act, and by no other.
    """
    waits = Grant.objects.filter(section__slot=slot_of(row.packet_id, "body"), state=BY_NAME)
    for to_kind, to_id in waits.values_list("to_kind", "to_id"):
        made = Grant.objects.filter(section__box=box, to_kind=to_kind, to_id=to_id)
        for one in made.select_related("section__box"):
            hold_back(one, BY_NAME, by=Actor.system("housekeeping"))


def _who_works(row: Referral) -> Member | None:
    tasks = open_of(row.subject).filter(kind=WORK).select_related("owner")
    return next((task.owner for task in tasks), None)
