"""Who may send, open, answer and assign. Each refusal is the sentence the user reads.

Whether a row is visible at all was decided before (`Referral.objects.visible_to`).
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.access.exclusion_marks import PERSON, mark
from spona.access.roles import ROLES
from spona.cases.case.models import Case
from spona.cases.marks import check_whole
from spona.cases.referrals.addressee import Addressee, check_addressee
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import (
    ANSWERS,
    MOVES,
    ON_PAPER,
    PAPER,
    RECIPIENT,
    SECOND_HAND,
    SENDER,
    TAKEN,
)
from spona.cases.referrals.onward import marks_on
from spona.deadlines.time import today
from spona.directory.models import Institution, Member, Network
from spona.directory.models.row_integrity import verify_rows
from spona.directory.queries import institutions_of, networks_of
from spona.mandates.queries import blocked
from spona.reference.models.signed import verify_rows as verify_signed_rows
from spona.vault.queries import connected

WORK_ON: Final = frozenset({"referral:work", "referral:answer"})


def check_can_send(
    actor: Actor, *, network: Network, recipient: Institution, on_paper: bool = False
) -> None:
    """A member who may report, to another institution of an open network of their own."""
    if not any(actor.may(permission) for permission in MOVES["send"].permissions):
        raise Denied(_("Your role does not include sending. Ask the head of your institution."))
    check_can_receive(recipient, network, on_paper=on_paper)
    if network.pk not in actor.networks:
        raise Denied(_("Your institution does not sit in this network today."))
    if recipient.pk == actor.institution_id:
        raise Denied(_("This is your own institution. Choose another one."))


def check_can_refer(actor: Actor, case: Case) -> None:
    """Whoever leads the open file; others ask them."""
    verify_signed_rows(case)
    if actor.institution_id != case.owner_institution_id or not actor.may("referral:send"):
        raise Denied(_("Your role does not include sending on. Ask who leads the file."))
    if case.closed_at is not None:
        raise Denied(_("This file is closed, so nothing goes out of it."))


def check_can_receive(recipient: Institution, network: Network, *, on_paper: bool = False) -> None:
    """An institution that sits in an open network and can open what arrives today.

    `on_paper`: it need not open anything, since nothing is sealed to it.
    """
    verify_rows(network, recipient)
    if not network.casework_open:
        raise Denied(
            _(
                "This network has not opened casework yet, so nothing can be sent here. "
                "Report by phone, or print the report and hand it over."
            )
        )
    seated = institutions_of(network).filter(pk=recipient.pk).exists()
    if not seated and not (on_paper and _beyond(recipient, network)):
        raise Denied(_("This institution does not sit in the network. Choose another one."))
    if not on_paper and not connected(recipient):
        raise Denied(
            _("%(name)s cannot open anything here yet. Print the report, hand it over and call.")
            % {"name": recipient.words}
        )
    if not on_paper and (owed := blocked(recipient, network, today())):
        raise Denied(
            _(
                "This network sends nothing to %(name)s before this is written down: %(what)s. "
                "Call them, print the report and hand it over; tell the coordinator."
            )
            % {"name": recipient.words, "what": ", ".join(str(one.kind.label) for one in owed)}
        )


def opens_here(recipient: Institution) -> bool:
    """True where something can be sent to it here: somebody there opens it today, and a network in
    which it sits has opened casework. To everybody else it goes on paper.
    """
    return connected(recipient) and networks_of(recipient).filter(casework_open=True).exists()


def opens_by(recipient: Institution, network: Network) -> bool:
    """The same, by one network: what went on paper by another town's is not sealed later."""
    return (
        network.casework_open
        and connected(recipient)
        and institutions_of(network).filter(pk=recipient.pk).exists()
    )


def _beyond(recipient: Institution, network: Network) -> bool:
    """True for a body of the directory that does not sit in this network and opens nothing here:
    paper goes to every town. Never out of a training network, nor to an invented body of one.
    """
    if network.practice or opens_here(recipient):
        return False
    return not recipient.seats.filter(network__practice=True).exists()


def check_can_address(addressee: Addressee, network: Network) -> None:
    """A body typed by name and town, from an open network; never out of a training network."""
    verify_rows(network)
    if network.practice:
        raise Denied(_("What is practised stays in the practice network."))
    if not network.casework_open:
        raise Denied(
            _(
                "This network has not opened casework yet, so nothing can be sent here. "
                "Report by phone, or print the report and hand it over."
            )
        )
    check_addressee(addressee)


def check_goes_on_paper(recipient: Institution) -> None:
    """Only where nobody can open anything: who can is sent it here, with all that follows."""
    if opens_here(recipient):
        raise Denied(_("%(name)s can open it here now. Send it here.") % {"name": recipient.words})


def check_can_move(
    actor: Actor, referral: Referral, verb: str, *, second_hand: bool = False
) -> None:
    """The side and the role that the table of moves asks for.

    `second_hand`: the recipient said it, and somebody of the sender writes it down.
    """
    verify_signed_rows(referral)
    check_move(actor, referral, verb, second_hand=second_hand)


def check_move(actor: Actor, referral: Referral, verb: str, *, second_hand: bool = False) -> None:
    """As `check_can_move`, of a row that is verified by itself."""
    if second_hand:
        _check_second_hand(actor, referral, verb)
        return
    if referral.on_paper and MOVES[verb].side == RECIPIENT:
        raise Denied(_("It went on paper: the sender writes down what was answered."))
    if verb in ON_PAPER and not referral.on_paper:
        raise Denied(_("This did not go on paper: the other institution can open it here."))
    check_side(actor, referral, verb)


def check_side(actor: Actor, referral: Referral, verb: str) -> None:
    """The side, the role and the kind of thing, however it went there."""
    rule = MOVES[verb]
    if verb == "withdraw_agreement" and actor.is_system and actor.may("ending:replay"):
        # Withdrawn before, and a restore has brought it back.
        return
    side = sides_of(referral, verb)
    if side and actor.institution_id not in side:
        raise Denied(_("Only the other institution can do this."))
    if not any(actor.may(permission) for permission in rule.permissions):
        raise Denied(_("Your role does not include this. Ask an intake officer."))
    if referral.kind not in rule.kinds:
        raise Denied(_("This is not done with what was sent here."))


def sides_of(referral: Referral, verb: str) -> set[UUID]:
    """Institutions that may do this; nobody's where the server does it.

    What was passed on on paper is followed by who passed it on, so they may answer a question
    as the first sender may.
    """
    sender, paper = referral.sender_institution_id, referral.paper_side_id
    if verb in ANSWERS and referral.on_paper:
        return {sender, paper}
    side = MOVES[verb].side
    return {
        SENDER: {sender}, RECIPIENT: {referral.recipient_institution_id}, PAPER: {paper},
    }.get(side, set())  # fmt: skip


def may_write_on_paper(actor: Actor) -> bool:
    """True where a role of the actor includes sending."""
    return any(actor.may(permission) for permission in MOVES["deliver"].permissions)


def check_writes_on_paper(actor: Actor, referral: Referral) -> None:
    """People of who handed it over write down what happens outside of Spona."""
    _check_is_paper_side(actor, referral)
    if not referral.on_paper:
        raise Denied(_("This did not go on paper: the other institution can open it here."))


def check_recalls_paper(actor: Actor, referral: Referral) -> None:
    """The same people, of what is over: it may have been sent here too, once they connected."""
    _check_is_paper_side(actor, referral)


def check_keeps_scans(actor: Actor, referral: Referral) -> None:
    """Who handed it over: signed paper comes back late, also after it has connected."""
    _check_is_paper_side(actor, referral)
    if not referral.moves.filter(verb="deliver").exists():
        raise Denied(_("Write down first that it was handed over."))


def _check_is_paper_side(actor: Actor, referral: Referral) -> None:
    if actor.institution_id != referral.paper_side_id:
        raise Denied(_("Only the other institution can do this."))
    if not may_write_on_paper(actor):
        raise Denied(_("Your role does not include this. Ask an intake officer."))


def _check_second_hand(actor: Actor, referral: Referral, verb: str) -> None:
    check_writes_on_paper(actor, referral)
    if verb not in SECOND_HAND or referral.kind not in MOVES[verb].kinds:
        raise Denied(_("This is not done with what was sent here."))


def may_work(member: Member) -> bool:
    """True where a role of this membership works on what has arrived."""
    held = [ROLES[role].permissions for role in member.roles if role in ROLES]
    return any(WORK_ON & permissions for permissions in held)


def check_can_assign(actor: Actor, referral: Referral, to: Member) -> None:
    """An intake holder, to a colleague who may work on it and was not locked out."""
    verify_signed_rows(referral)
    if actor.institution_id != referral.recipient_institution_id:
        raise Denied(_("Only the institution that has taken it over assigns it."))
    if not actor.may("referral:assign"):
        raise Denied(_("Only an intake officer assigns. Ask one of them."))
    if referral.state not in TAKEN:
        raise Denied(_("Accept it first; then it can be assigned."))
    if to.institution_id != actor.institution_id or not to.is_active_on(timezone.localdate()):
        raise Denied(_("Choose a colleague of your own institution."))
    if to.person.account is None or to.person.account.disabled_at is not None:
        raise Denied(_("This colleague has no login yet. Invite them first."))
    verify_rows(to, to.person)
    if not may_work(to):
        raise Denied(_("This colleague's role does not include this work. Choose another one."))
    marks = marks_on(referral)
    check_whole(marks)
    if mark(PERSON, to.person_id) in marks:
        raise Denied(_("This colleague cannot be assigned to it. Choose another one."))


def check_can_give_reason(actor: Actor, referral: Referral) -> None:
    """An intake holder of the recipient; others open what was given to them by name."""
    if actor.institution_id != referral.recipient_institution_id or not actor.may("key:hold"):
        raise Denied(_("Only an intake officer of the institution may do this."))


def check_can_number(actor: Actor, referral: Referral) -> None:
    """Either side writes down the number that its own records office gave."""
    sides = (
        referral.sender_institution_id, referral.recipient_institution_id, referral.paper_side_id,
    )  # fmt: skip
    if actor.institution_id not in sides:
        raise Denied(_("Only the sender and the recipient write down a number."))
