"""Who may send, open, answer and assign. Each refusal is the sentence the user reads.

Whether a row is visible at all was decided before (`Referral.objects.visible_to`).
"""

from __future__ import annotations

from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.access.roles import ROLES
from spona.cases.marks import PERSON, mark
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import MOVES, RECIPIENT, SENDER, TAKEN
from spona.directory.models import Institution, Member, Network
from spona.directory.models.authentic import check_is_ours
from spona.directory.queries import institutions_of
from spona.vault.queries import connected

WORK_ON: Final = frozenset({"referral:work", "referral:answer"})


def check_can_send(actor: Actor, *, network: Network, recipient: Institution) -> None:
    """A member who may report, to another institution of an open network of their own."""
    if not any(actor.may(permission) for permission in MOVES["send"].permissions):
        raise Denied(_("Your role does not include sending. Ask the head of your institution."))
    check_can_receive(recipient, network)
    if network.pk not in actor.networks:
        raise Denied(_("Your institution does not sit in this network today."))
    if recipient.pk == actor.institution_id:
        raise Denied(_("This is your own institution. Choose another one."))


def check_can_receive(recipient: Institution, network: Network) -> None:
    """An institution that sits in an open network and can open what arrives today."""
    check_is_ours(network, recipient)
    if not network.casework_open:
        raise Denied(
            _(
                "This network has not opened casework yet, so nothing can be sent here. "
                "Report by phone, or print the report and hand it over."
            )
        )
    if not institutions_of(network).filter(pk=recipient.pk).exists():
        raise Denied(_("This institution does not sit in the network. Choose another one."))
    if not connected(recipient):
        raise Denied(
            _("%(name)s cannot open anything here yet. Print the report, hand it over and call.")
            % {"name": recipient.words}
        )


def check_can_move(actor: Actor, referral: Referral, verb: str) -> None:
    """The side and the role that the table of moves asks for."""
    rule = MOVES[verb]
    side = {
        SENDER: referral.sender_institution_id,
        RECIPIENT: referral.recipient_institution_id,
    }.get(rule.side)
    if side is not None and actor.institution_id != side:
        raise Denied(_("Only the other institution can do this."))
    if not any(actor.may(permission) for permission in rule.permissions):
        raise Denied(_("Your role does not include this. Ask an intake holder."))
    if referral.kind not in rule.kinds:
        raise Denied(_("This is not done with what was sent here."))


def may_work(member: Member) -> bool:
    """True where a role of this membership works on what has arrived."""
    held = [ROLES[role].permissions for role in member.roles if role in ROLES]
    return any(WORK_ON & permissions for permissions in held)


def check_can_assign(actor: Actor, referral: Referral, to: Member) -> None:
    """An intake holder, to a colleague who may work on it and was not locked out."""
    if actor.institution_id != referral.recipient_institution_id:
        raise Denied(_("Only the institution that has taken it over assigns it."))
    if not actor.may("referral:assign"):
        raise Denied(_("Only an intake holder assigns. Ask one of them."))
    if referral.state not in TAKEN:
        raise Denied(_("Accept it first; then it can be assigned."))
    if to.institution_id != actor.institution_id or not to.is_active_on(timezone.localdate()):
        raise Denied(_("Choose a colleague of your own institution."))
    if to.person.account is None or to.person.account.disabled_at is not None:
        raise Denied(_("This colleague has no login yet. Invite them first."))
    check_is_ours(to, to.person)
    if not may_work(to):
        raise Denied(_("This colleague's role does not include this work. Choose another one."))
    if referral.exclusions.filter(mark=mark(PERSON, to.person_id)).exists():
        raise Denied(_("This colleague cannot be assigned to it. Choose another one."))


def check_can_give_reason(actor: Actor, referral: Referral) -> None:
    """An intake holder of the recipient; others open what was given to them by name."""
    if actor.institution_id != referral.recipient_institution_id or not actor.may("key:hold"):
        raise Denied(_("Only an intake holder of the institution may do this."))


def check_can_number(actor: Actor, referral: Referral) -> None:
    """Either side writes down the number that its own records office gave."""
    sides = (referral.sender_institution_id, referral.recipient_institution_id)
    if actor.institution_id not in sides:
        raise Denied(_("Only the sender and the recipient write down a number."))
