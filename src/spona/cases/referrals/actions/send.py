"""Send a report: packet, row, clock, task and notices in one transaction."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from spona import audit, clocks
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.case.hat import hat_of
from spona.cases.consent.rests_on import RestsOn
from spona.cases.referrals.marks import marks_for
from spona.cases.referrals.models import Exclusion, Move, Referral
from spona.cases.referrals.moves import Kind, State
from spona.cases.referrals.packet import Packet
from spona.cases.referrals.parties import by_name, member_with, readers, receivers
from spona.cases.referrals.parties import senders as copies_for
from spona.cases.referrals.permissions import check_can_send
from spona.cases.referrals.telling import tell_recipient
from spona.clocks.actions import start
from spona.directory.models import Institution, Member, Network
from spona.reference.neutral import new_reference
from spona.tasks.actions import open_task
from spona.vault.actions import create_box
from spona.vault.models import Box

# One clock per referral: it runs from sending until somebody has taken it over, by the
# rule "answer" of the recipient's sector and the urgency. Opening does not stop it.
CLOCK = "answer"
TASK = "answer_referral"


def send(
    packet: Packet,
    *,
    network: Network,
    recipient: Institution,
    by: Actor,
    excluded_people: Collection[UUID] = (),
    excluded_institutions: Collection[UUID] = (),
) -> Referral:
    """Send a report to an institution's queue; return its row.

    Whoever is excluded (persons and institutions, by id) gets no key, no notice and no row.
    Denied with a sentence where casework is closed, the recipient is not connected or
    excluded, or nobody there is left who could open it. The caller makes it happen once
    (`access.once`). Needs no keyring: sealing goes to public keys.
    """
    check_can_send(by, network=network, recipient=recipient)
    if recipient.pk in excluded_institutions:
        raise Denied(_("You have locked this institution out. Choose another recipient."))
    if by.person_id in excluded_people:
        raise Denied(_("You cannot lock yourself out of your own report."))
    writer = hat_of(by)
    with audit.transaction() as log:
        reference = _free_reference()
        box = _sealed(packet, recipient, writer, excluded=excluded_people, by=by, under=reference)
        referral = Referral.objects.create(
            reference=reference,
            kind=Kind.REPORT,
            network=network,
            sender_institution=writer.institution,
            sent_by=writer,
            recipient_institution=recipient,
            rests_on=packet.body.ground.rests_on,
            packet=box,
            sent_at=clocks.now(),
        )
        marks = marks_for(people=excluded_people, institutions=excluded_institutions)
        Exclusion.objects.bulk_create(Exclusion(referral=referral, mark=one) for one in marks)
        _first_move(referral, by)
        _wait_for_answer(referral, packet.cover.urgency, by)
        tell_recipient(referral, "arrived", by=by)
        log.record("referral:sent", by=by, subject=referral.subject, detail=_detail(referral))
        log.record(
            "referral:arrived",
            by=by,
            subject=referral.subject,
            lane=recipient.pk,
            detail=_detail(referral),
        )
    return referral


def _sealed(
    packet: Packet,
    recipient: Institution,
    writer: Member,
    *,
    excluded: Collection[UUID],
    by: Actor,
    under: str,
) -> Box:
    """The packet's box. The body is held back from the recipient until it is taken over."""
    assert by.account_id is not None
    own = copies_for(writer.institution, by.account_id, excluded)
    basis = str(packet.body.ground.rests_on)
    if basis not in RestsOn.values:
        raise ValueError("a packet rests on a duty or on an agreement")
    return create_box(
        "packet",
        owner=writer.institution_id,
        sections=packet.sections(),
        grants={
            "cover": [*receivers(recipient, excluded), *own],
            "body": [*receivers(recipient, excluded, held=True), *own],
            "kept": own,
        },
        by=by,
        reference=under,
    )


def _free_reference() -> str:
    reference = new_reference("R")
    while Referral.objects.filter(reference=reference).exists():
        reference = new_reference("R")
    return reference


def _first_move(referral: Referral, by: Actor) -> None:
    Move.objects.create(
        referral=referral,
        verb="send",
        from_state=State.DRAFT,
        to_state=State.SENT,
        at=referral.sent_at,
        by_member_id=by.member_id,
        institution_id=by.institution_id,
    )


def _wait_for_answer(referral: Referral, urgency: str, by: Actor) -> None:
    recipient = referral.recipient_institution
    named = by_name(referral, recipient)
    clock = start(
        CLOCK,
        referral.subject,
        # Where a holder is locked out, the institution's own lists must not show the row:
        # its clock then belongs to the network only, and its task to a holder by name.
        institution=None if named else recipient,
        network=referral.network,
        sector=recipient.sector,
        urgency=urgency,
        reference=referral.reference,
        by=by,
    )
    owner = member_with(readers(referral, recipient)[0], recipient) if named else None
    open_task(
        TASK,
        referral.subject,
        institution=recipient,
        owner=owner,
        network=referral.network,
        reference=referral.reference,
        clock=clock,
        by=by,
    )


def _detail(referral: Referral) -> dict[str, str]:
    return {"reference": referral.reference, "kind": referral.kind}
