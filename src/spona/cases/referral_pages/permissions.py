"""Who may send something on from a file, and what must be there. Each refusal says what to do."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.access.exclusion_marks import INSTITUTION, mark
from spona.cases.case.models import Case
from spona.cases.case.queries import marks_on
from spona.cases.consent.rests_on import RestsOn
from spona.cases.referral_pages.orders import Sending, Target
from spona.cases.referrals.actions.approve import NOBODY_APPROVES
from spona.cases.referrals.moves import MOVES, Kind
from spona.cases.referrals.passing import check_agreement, check_is_not_excluded
from spona.cases.referrals.permissions import (
    check_can_address,
    check_can_receive,
    check_can_refer,
)
from spona.vault.queries import active_holders

# Nobody waits with a regular matter for a second institution.
URGENT = frozenset({"immediate", "urgent"})


def check_target(case: Case, target: Target, *, on_paper: bool = False) -> None:
    """Another institution of an open network, which was not locked out of the file."""
    if target.recipient.pk == case.owner_institution_id:
        raise Denied(_("This is your own institution. Assign it to a colleague instead."))
    crosses = target.network.practice and target.network.pk != case.network_id
    if crosses or target.network.practice != case.network.practice:
        raise Denied(_("What is practised stays in the practice network."))
    if mark(INSTITUTION, target.recipient.pk) in marks_on(case):
        raise Denied(_("This institution was locked out of it. Choose another one."))
    if target.addressee is None:
        check_can_receive(target.recipient, target.network, on_paper=on_paper)
        return
    check_can_address(target.addressee, target.network)
    check_is_not_excluded(target.addressee, marks_on(case))


def check_sending(case: Case, sending: Sending, *, by: Actor) -> None:
    """Everything by which sending is refused but what is still being written: the preview asks
    this too, so that nobody is refused at the last button.
    """
    check_can_refer(by, case)
    check_open_transfer(case, sending)
    for target in filter(None, (sending.first, sending.second)):
        # Who gets it at first may be on paper; a second one has to get it by itself.
        check_target(case, target, on_paper=target is sending.first)
        check_rests(case, sending, target)
    _check_second(sending)
    if sending.first.packet.body.ground.rests_on == RestsOn.DUTY:
        check_somebody_can_approve(case, by=by)


def check_reason(sending: Sending) -> None:
    """What goes without agreement says why, for the second person."""
    if sending.first.packet.body.ground.rests_on == RestsOn.DUTY and not sending.reason.strip():
        raise Denied(
            _("Write why it goes without the person's agreement. It stays at your institution.")
        )


def check_open_transfer(case: Case, sending: Sending) -> None:
    """A file is handed over to one institution; until it accepts, the sender keeps it."""
    if sending.kind != Kind.TRANSFER:
        return
    open_states = [*MOVES["withdraw"].sources]
    if case.referrals_out.filter(kind=Kind.TRANSFER, state__in=open_states).exists():
        raise Conflict(_("This file is being handed over already. Take that back first."))


def check_somebody_can_approve(case: Case, *, by: Actor) -> None:
    """Before it is written; `wait_for_approval` asks again by the keys of the row."""
    others = active_holders(case.owner_institution_id)
    if not any(account.pk != by.account_id for account in others):
        raise Denied(NOBODY_APPROVES)


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


def check_rests(case: Case, sending: Sending, target: Target) -> None:
    """An agreement that holds and covers it, or an article; a transfer never on agreement."""
    if sending.kind == Kind.QUESTION:
        return
    ground = target.packet.body.ground
    if sending.kind == Kind.TRANSFER and ground.rests_on != RestsOn.DUTY:
        raise Denied(
            _("A file is handed over by what the law says, not by agreement. Choose the article.")
        )
    if ground.rests_on == RestsOn.AGREEMENT:
        check_agreement(
            target.agreement,
            referral_to=target.recipient,
            network=target.network,
            parts=target.parts,
            mark=target.addressee.mark(case.pk) if target.addressee else "",
        )
