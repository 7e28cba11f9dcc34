"""Who may pass on what, and to whom. Each refusal is the sentence the user reads."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.access.exclusion_marks import INSTITUTION, mark
from spona.cases.consent.models import Agreement
from spona.cases.consent.rests_on import RestsOn
from spona.cases.referrals.addressee import Addressee, in_directory
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import Kind
from spona.cases.referrals.onward import marks_on, who_had_it
from spona.cases.referrals.permissions import (
    check_can_address,
    check_can_receive,
    check_goes_on_paper,
)
from spona.deadlines.late import today_in
from spona.directory.models import Institution, Network, Person
from spona.directory.row_integrity import verify_latest
from spona.vault.models import Grant

# What they ask is a place, and a place may be full. Others answer for what the law gives them.
GIVES_PLACES = frozenset({"cso", "red_cross", "shelter"})


def check_can_pass_on(
    referral: Referral, to: Institution, network: Network, *, on_paper: bool = False
) -> None:
    """To a connected institution that has not had it, and that nobody locked out; `on_paper`: to
    one that is not connected too.

    Whether somebody is locked out is not told to who passes it on.
    """
    if to.pk == referral.recipient_institution_id:
        raise Denied(_("This is your own institution. Choose another one."))
    if to.pk == referral.sender_institution_id:
        raise Denied(_("It came from this institution. If something is missing, ask them instead."))
    if to.pk in who_had_it(referral):
        raise Denied(_("This institution has passed it on already. Choose another one."))
    crosses = network.practice and network.pk != referral.network_id
    if crosses or network.practice != referral.network.practice:
        raise Denied(_("What is practised stays in the practice network."))
    if mark(INSTITUTION, to.pk) in marks_on(referral):
        raise Denied(_("This institution cannot receive it. Choose another one."))
    check_can_receive(to, network, on_paper=on_paper)


def check_can_pass_on_paper(
    referral: Referral, to: Institution, network: Network, addressee: Addressee | None
) -> None:
    """To a body that opens nothing here: of the directory, or typed by name and town."""
    if addressee is None:
        check_goes_on_paper(to)
        check_can_pass_on(referral, to, network, on_paper=True)
        return
    check_can_address(addressee, network)
    check_is_not_excluded(addressee, marks_on(referral))


def check_is_not_excluded(addressee: Addressee, marks: set[str]) -> None:
    """Whoever was locked out is not reached by typing their name; who it is is not told."""
    if any(mark(INSTITUTION, one.pk) in marks for one in in_directory(addressee)):
        raise Denied(_("This institution cannot receive it. Choose another one."))


def check_report_may_go(rests_on: RestsOn) -> None:
    if rests_on != RestsOn.DUTY:
        raise Denied(
            _(
                "To this institution something goes only by the person's agreement, and only "
                "the sender can ask for it. Call the sender."
            )
        )


def check_goes_by_proposal(referral: Referral) -> None:
    """A report resting on duty is passed on by who has it; only the rest is proposed."""
    if referral.kind == Kind.REPORT and referral.rests_on == RestsOn.DUTY:
        raise Denied(_("Pass the report on yourself; the sender is told to whom."))


def check_gives_places(sector: str) -> None:
    if sector not in GIVES_PLACES:
        raise Denied(
            _(
                "Only those who give a service can have no place. If it is not yours, say "
                "for whom it is."
            )
        )


def check_agreement(
    agreement: Agreement | None,
    *,
    referral_to: Institution,
    network: Network,
    parts: set[str],
    mark: str = "",
) -> None:
    """The person's agreement for this recipient, for all that goes, today. `mark`: of a recipient
    typed by name and town (`Addressee.mark`).
    """
    if agreement is None:
        raise Denied(_("Write down first what the person agreed to for this institution."))
    verify_latest(agreement)
    theirs = agreement.addressee_mark == mark
    if not theirs or (not mark and agreement.recipient_id != referral_to.pk):
        raise Denied(_("This agreement is for another institution. Choose the right one."))
    if not agreement.lasts_on(today_in(network)):
        raise Denied(_("This agreement does not hold today. Look at its days."))
    if not agreement.covers(parts):
        raise Denied(
            _("The person did not agree to everything you ticked. Untick it or ask again.")
        )


def prepared_by(referral: Referral) -> set[UUID]:
    """Persons who had the packet before the second one: its writer and who sealed it.

    By the row, by the moves, and by the wraps, which nobody changes without spoiling them.
    """
    moves = referral.moves.filter(verb="prepare").values_list("by_member__person", flat=True)
    sealed = Grant.objects.filter(section__box=referral.packet_id).values("granted_by")
    accounts = Person.objects.filter(account__in=sealed).values_list("pk", flat=True)
    return {referral.sent_by.person_id, *moves, *accounts} - {None}


def check_is_second_person(actor: Actor, referral: Referral) -> None:
    """Another person than who wrote it and than who prepared it now, which may be a colleague
    who sends it on; a second membership of the same one does not count.
    """
    if actor.person_id in prepared_by(referral):
        raise Denied(_("A second person looks at it. Ask a colleague who is an intake officer."))
