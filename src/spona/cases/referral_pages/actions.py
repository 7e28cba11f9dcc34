"""Send something on from a file, and take back what the person does not agree to any more."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict
from spona.cases.case.acting_membership import acting_membership
from spona.cases.case.models import Case
from spona.cases.case.queries import marks_on
from spona.cases.conferences.actions import withdraw_from_conferences
from spona.cases.conferences.models import Guest
from spona.cases.consent import actions as consent
from spona.cases.consent.models import Agreement
from spona.cases.consent.permissions import check_can_end
from spona.cases.consent.rests_on import RestsOn
from spona.cases.consent.words import end_of
from spona.cases.referral_pages.orders import Sending, Target
from spona.cases.referral_pages.permissions import check_open_transfer, check_reason, check_sending
from spona.cases.referrals.actions import withdraw_agreement
from spona.cases.referrals.actions.approve import wait_for_approval
from spona.cases.referrals.actions.dispatch import Order, arrive, detail_of, dispatch
from spona.cases.referrals.actions.ending import take_everything
from spona.cases.referrals.held_after_restore import CONFIRM, boxes_sent, unconfirmed
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import MOVES, State
from spona.cases.referrals.onward import people_behind
from spona.cases.referrals.packet import Kept
from spona.cases.referrals.permissions import check_can_move, opens_here
from spona.directory.models import Institution, Member, Network
from spona.directory.queries import networks_of
from spona.tasks.actions import close_task, open_task
from spona.vault.actions import confirm_held, hold_back
from spona.vault.models import OPEN, UNCONFIRMED, Box, Grant
from spona.vault.permissions import is_of


def refer(case: Case, sending: Sending, *, by: Actor) -> Referral:
    """Send what was previewed; return the row. The caller makes it happen once.

    What rests on agreement goes out at once, and its keys end with the agreement. Without
    agreement it waits, sealed, until a second person of the institution has looked at it.
    Where nobody at the recipient can open anything, it goes on paper: its row has no key for
    them, and the sender has the task of handing it over.
    Needs no keyring: sealing goes to public keys.
    """
    check_sending(case, sending, by=by)
    check_reason(sending)
    writer = acting_membership(by)
    with audit.transaction() as log:
        # Two who send the same file over at once meet here.
        Case.objects.select_for_update().get(pk=case.pk)
        check_open_transfer(case, sending)
        waits = sending.first.packet.body.ground.rests_on == RestsOn.DUTY
        order = _order(case, sending, sending.first, writer)
        row = dispatch(order, verb="prepare" if waits else "send", by=by)
        log.record("referral:sent", by=by, subject=row.subject, detail=detail_of(row))
        if sending.second is not None:
            behind = replace(_order(case, sending, sending.second, writer), forwarded_from=row)
            second = dispatch(behind, verb="name_second", by=by)
            log.record("referral:second_named", by=by, subject=second.subject)
        if waits:
            wait_for_approval(row, by=by, log=log)
        else:
            arrive(row, urgency=sending.first.packet.cover.urgency, by=by)
    return row


def withdraw_from_all(agreement: Agreement, *, by: Actor) -> list[Referral]:
    """The person has withdrawn an agreement: so is everything that was sent on it.

    Also what was finished, went on or was taken back: its recipient still holds keys.
    """
    with audit.transaction():
        consent.end_agreement(agreement, by=by)
        # All of them before the first one changes, in the order of whoever takes several.
        behind = Q(agreement=agreement) | Q(forwarded_from__agreement=agreement)
        Referral.objects.filter(behind).lock_all()
        withdraw_from_conferences(agreement, by=by)
        sent = agreement.referrals.order_by("sent_at")
        # Of what was taken back before, the paper was asked back then.
        for row in sent.filter(state=State.WITHDRAWN):
            take_everything(row, by=by)
        rows = sent.filter(state__in=MOVES["withdraw_agreement"].sources)
        withdrawn = [withdraw_agreement(row, by=by) for row in rows]
        if not unconfirmed(agreement.case):
            close_task(CONFIRM, agreement.case.subject, by=by, outcome="dropped")
        return withdrawn


def hold_agreements(*, by: Actor) -> int:
    """After a restore nobody knows which agreements ended meanwhile: what rests on one is held
    back until its sender confirms; return how many wraps. Needs nobody's key.

    Not of a destroyed case: nobody is left there who could confirm, and since then nobody could
    have ended anything.
    """
    held = 0
    with audit.transaction():
        sent = Referral.objects.filter(rests_on=RestsOn.AGREEMENT)
        for referral in sent.exclude(from_case__destroyed_at__isnull=False).select_related(
            "packet", "recipient_institution", "sender_institution", "from_case"
        ):
            count = _hold(boxes_sent(referral), referral.recipient_institution_id, by)
            if count:
                _ask_sender(referral.from_case, referral, referral.sender_institution, by)
            held += count
        guests = (
            Guest.objects.exclude(agreement=None)
            .exclude(packet=None)
            .exclude(conference__case__destroyed_at__isnull=False)
            .select_related("packet", "invitation", "conference__case__owner_institution")
        )
        for guest in guests:
            count = _hold(_boxes_shared(guest), guest.invitation.institution_id, by)
            if count:
                case = guest.conference.case
                _ask_sender(case, None, case.owner_institution, by)
            held += count
    return held


def confirm_agreement(agreement: Agreement, *, by: Actor) -> int:
    """The person still agrees: what a restore held back opens again; return how many wraps."""
    check_can_end(by, agreement.case)
    with audit.transaction() as log:
        row = Agreement.objects.select_for_update().get(pk=agreement.pk)
        if row.withdrawn_at is not None:
            raise Conflict(_("The person has withdrawn this agreement. Nothing opens by it."))
        opened = 0
        for referral in row.referrals.select_related("packet"):
            for box in boxes_sent(referral):
                opened += confirm_held(box, institution=referral.recipient_institution_id, by=by)
        for guest in row.conference_guests.exclude(packet=None).select_related("packet"):
            institution = guest.invitation.institution_id
            for box in _boxes_shared(guest):
                opened += confirm_held(box, institution=institution, by=by)
        if not unconfirmed(row.case):
            close_task(CONFIRM, row.case.subject, by=by)
        # Where nothing waited nothing was confirmed, and the log must not say so.
        if opened:
            log.record("agreement:confirmed", by=by, subject=("agreement", row.pk))
    return opened


def confirm_referral(referral: Referral, *, by: Actor) -> int:
    """As for an agreement of a file, for a report that has none: its writer asked the person."""
    check_can_move(by, referral, "withdraw_agreement")
    with audit.transaction() as log:
        opened = 0
        for box in boxes_sent(referral):
            opened += confirm_held(box, institution=referral.recipient_institution_id, by=by)
        close_task(CONFIRM, referral.subject, by=by)
        if opened:
            log.record("agreement:confirmed", by=by, subject=referral.subject)
    return opened


def _boxes_shared(guest: Guest) -> list[Box]:
    """The packet of a conference, and the words of its decisions."""
    decided = guest.conference.decided.values_list("box_id", flat=True)
    return list(Box.objects.filter(pk__in=[guest.packet_id, *decided]))


def _hold(boxes: list[Box], recipient: UUID, by: Actor) -> int:
    rows = Grant.objects.filter(section__box__in=boxes, state=OPEN).select_related("section__box")
    return sum(hold_back(one, UNCONFIRMED, by=by) for one in rows if is_of(one, recipient))


def _ask_sender(
    case: Case | None, referral: Referral | None, sender: Institution, by: Actor
) -> None:
    thing = case or referral
    assert thing is not None
    open_task(CONFIRM, thing.subject, institution=sender, reference=thing.reference, by=by)


def _order(case: Case, sending: Sending, target: Target, writer: Member) -> Order:
    marks = marks_on(case)
    packet = replace(target.packet, kept=Kept(notes=sending.reason))
    home = _home_network(case, target.network)
    return Order(
        kind=sending.kind,
        packet=packet,
        writer=writer,
        recipient=target.recipient,
        network=target.network,
        from_network=home,
        excluded=people_behind(marks, [target.recipient, writer.institution]),
        marks=marks,
        from_case=case,
        agreement=target.agreement,
        until=_until(target),
        on_paper=not opens_here(target.recipient),
        addressee=target.addressee,
    )


def _until(target: Target) -> dt.datetime | None:
    agreement = target.agreement
    return end_of(agreement.ends_on, target.network) if agreement else None


def _home_network(case: Case, network: Network) -> Network | None:
    """The file's network where it is another one; None where the sender sits there too."""
    if case.network_id == network.pk:
        return None
    there = networks_of(case.owner_institution).filter(pk=network.pk).exists()
    return None if there else case.network
