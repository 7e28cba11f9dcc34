"""Send something on from a file, and take back what the person does not agree to any more."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.cases.case.hat import hat_of
from spona.cases.case.models import Case
from spona.cases.case.queries import marks_on
from spona.cases.conferences.actions import withdraw_from_conferences
from spona.cases.consent import actions as consent
from spona.cases.consent.days import end_of
from spona.cases.consent.models import Agreement
from spona.cases.consent.rests_on import RestsOn
from spona.cases.referrals.actions import withdraw_agreement
from spona.cases.referrals.actions.approve import wait_for_approval
from spona.cases.referrals.actions.dispatch import Order, arrive, detail_of, dispatch
from spona.cases.referrals.actions.ending import take_everything
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import MOVES, Kind, State
from spona.cases.referrals.onward import people_behind
from spona.cases.referrals.packet import Kept
from spona.cases.referring.orders import Sending, Target
from spona.cases.referring.permissions import (
    check_can_refer,
    check_rests,
    check_target,
)
from spona.directory.models import Member, Network
from spona.directory.queries import networks_of
from spona.vault.queries import connected

# Nobody waits with a regular matter for a second institution.
URGENT = frozenset({"immediate", "urgent"})


def refer(case: Case, sending: Sending, *, by: Actor) -> Referral:
    """Send what was previewed; return the row. The caller makes it happen once.

    What rests on agreement goes out at once, and its keys end with the agreement. Without
    agreement it waits, sealed, until a second person of the institution has looked at it.
    Where nobody at the recipient can open anything, it goes on paper: its row has no key for
    them, and the sender has the task of handing it over.
    Needs no keyring: sealing goes to public keys.
    """
    check_can_refer(by, case)
    _check_open_transfer(case, sending)
    for target in filter(None, (sending.first, sending.second)):
        # Who gets it at first may be on paper; a second one has to get it by itself.
        check_target(case, target, on_paper=target is sending.first)
        check_rests(case, sending, target)
    _check_second(sending)
    writer = hat_of(by)
    with audit.transaction() as log:
        # Two who send the same file over at once meet here.
        Case.objects.select_for_update().get(pk=case.pk)
        _check_open_transfer(case, sending)
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
        withdraw_from_conferences(agreement, by=by)
        sent = agreement.referrals.order_by("sent_at")
        for row in sent.filter(state=State.WITHDRAWN):
            take_everything(row, by=by)
        rows = sent.filter(state__in=MOVES["withdraw_agreement"].sources)
        return [withdraw_agreement(row, by=by) for row in rows]


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
        on_paper=not connected(target.recipient),
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


def _check_second(sending: Sending) -> None:
    if sending.second is None:
        return
    if sending.kind != Kind.REFERRAL or sending.first.packet.cover.urgency not in URGENT:
        raise Denied(_("A second institution is named only for what is urgent."))
    if sending.second.recipient.pk == sending.first.recipient.pk:
        raise Denied(_("Name another institution as the second one."))
    grounds = {one.packet.body.ground.rests_on for one in (sending.first, sending.second)}
    if len(grounds) > 1:
        raise Denied(_("Both institutions get it on the same ground: agreement, or the law."))


def _check_open_transfer(case: Case, sending: Sending) -> None:
    """A file is handed over to one institution; until it accepts, the sender keeps it."""
    if sending.kind != Kind.TRANSFER:
        return
    open_states = [*MOVES["withdraw"].sources]
    if case.referrals_out.filter(kind=Kind.TRANSFER, state__in=open_states).exists():
        raise Conflict(_("This file is being handed over already. Take that back first."))
