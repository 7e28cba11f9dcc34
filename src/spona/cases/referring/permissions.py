"""Who may send something on from a file, and what must be there. Each refusal says what to do."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.case.models import Case
from spona.cases.case.queries import marks_on
from spona.cases.consent.rests_on import RestsOn
from spona.cases.marks import INSTITUTION, mark
from spona.cases.referrals.moves import Kind
from spona.cases.referrals.passing import check_agreement
from spona.cases.referrals.permissions import check_can_receive
from spona.cases.referring.orders import Sending, Target
from spona.reference.models.signed import check_is_ours


def check_can_refer(actor: Actor, case: Case) -> None:
    """Whoever leads the open file; others ask them."""
    check_is_ours(case)
    if actor.institution_id != case.owner_institution_id or not actor.may("referral:send"):
        raise Denied(_("Your role does not include sending on. Ask who leads the file."))
    if case.closed_at is not None:
        raise Denied(_("This file is closed, so nothing goes out of it."))


def check_target(case: Case, target: Target, *, on_paper: bool = False) -> None:
    """Another institution of an open network, which was not locked out of the file."""
    if target.recipient.pk == case.owner_institution_id:
        raise Denied(_("This is your own institution. Assign it to a colleague instead."))
    crosses = target.network.practice and target.network.pk != case.network_id
    if crosses or target.network.practice != case.network.practice:
        raise Denied(_("What is practised stays in the practice network."))
    if mark(INSTITUTION, target.recipient.pk) in marks_on(case):
        raise Denied(_("This institution was locked out of it. Choose another one."))
    check_can_receive(target.recipient, target.network, on_paper=on_paper)


def check_rests(case: Case, sending: Sending, target: Target) -> None:
    """An agreement that holds, or an article with a reason; a transfer never on agreement."""
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
        )
    elif not sending.reason.strip():
        raise Denied(
            _("Write why it goes without the person's agreement. It stays at your institution.")
        )
