"""The sender's click: what was asked of one institution goes on to the competent one."""

from __future__ import annotations

from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.cases.consent.actions import read_agreements
from spona.cases.consent.answers import Answers, refusals, refused_for
from spona.cases.consent.ground import Ground, bases_for, ground_agreed, ground_of
from spona.cases.consent.models import Agreement
from spona.cases.consent.rests_on import RestsOn
from spona.cases.consent.words import end_of
from spona.cases.referrals.actions.additions import check_none_added, with_additions
from spona.cases.referrals.actions.approve import wait_for_approval
from spona.cases.referrals.actions.dispatch import arrive, detail_of, dispatch
from spona.cases.referrals.actions.ending import settle, take_body
from spona.cases.referrals.actions.forward import order_after
from spona.cases.referrals.actions.propose import CONFIRM
from spona.cases.referrals.actions.second import fall_away
from spona.cases.referrals.actions.transition import begin
from spona.cases.referrals.additions import addition_boxes
from spona.cases.referrals.coordinator import show_to_coordinator
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import State
from spona.cases.referrals.onward import next_of, onward, parts_of, proposal_of
from spona.cases.referrals.packet import Body, Cover, Packet
from spona.cases.referrals.parties import packet_section
from spona.cases.referrals.passing import check_agreement, check_can_pass_on
from spona.cases.referrals.permissions import check_can_move
from spona.cases.referrals.seen import check_was_seen, passing_tag
from spona.cases.referrals.telling import tell_recipient
from spona.directory.models import Institution
from spona.identity.keyring import Keyring
from spona.notifications.actions import mark_read_about
from spona.reference.models import LegalBasis
from spona.tasks.actions import close_task
from spona.vault.actions import open_section


def confirm_forward(
    referral: Referral,
    *,
    agreement: Agreement | None = None,
    agreed: bool = False,
    basis: LegalBasis | None = None,
    seen: str | None = None,
    by: Actor,
    keys: Keyring,
) -> Referral:
    """Send it on as the recipient proposed; return the next row. A second click returns it too.

    What rests on agreement needs one for the next institution: a row of the file, or for a
    report without a file the writer's word (`agreed`). What rests on the law needs its row of
    the table and waits for a second person. `seen` is the tag of the page (`passing_tag`, of
    what was sent the first time): NotSeen where that page named another institution.
    """
    if done := _done(referral, by):
        return done
    check_can_move(by, referral, "confirm_forward")
    proposal = proposal_of(referral)
    if proposal is None or proposal.to_institution is None or proposal.to_network is None:
        raise Conflict(_("Nobody has proposed to forward this."))
    to, network = proposal.to_institution, proposal.to_network
    check_can_pass_on(referral, to, network, on_paper=True)
    added = [box.pk for box in addition_boxes(referral)]
    cover = Cover.from_document(open_section(packet_section(referral, "cover"), by=by, keys=keys))
    body = Body.from_document(open_section(packet_section(referral, "body"), by=by, keys=keys))
    body = with_additions(referral, body, by=by, keys=keys)
    if seen is not None:
        shown = Packet(cover, body)
        check_was_seen(seen, passing_tag(referral, shown, to=to, network=network, by=by))
    answers = _answers(referral, by, keys)
    agreement = next((row for row, _details in answers if row == agreement), agreement)
    packet = confirmed_packet(referral, cover, body, to, basis=basis, answers=answers)
    if referral.rests_on == RestsOn.AGREEMENT:
        if referral.from_case_id is not None:
            check_agreement(agreement, referral_to=to, network=network, parts=parts_of(packet.body))
        elif not agreed:
            raise Denied(_("Say that the person has agreed that it goes to this institution."))
    with audit.transaction() as log:
        locked = begin(referral, "confirm_forward", by=by)
        row = locked.referral
        check_none_added(row, added)
        locked.move(to=to, to_network=network)
        # A second one named beforehand falls away: the sender has chosen anew.
        fall_away(row, by=by)
        close_task(CONFIRM, row.subject, by=by)
        settle(row, outcome="forwarded", by=by)
        take_body(row, by=by)
        order = replace(
            order_after(row, packet, to, network),
            agreement=agreement if referral.from_case_id else None,
            until=end_of(agreement.ends_on, network) if agreement else None,
        )
        waits = packet.body.ground.rests_on == RestsOn.DUTY
        after = dispatch(order, verb="prepare" if waits else "send", by=by)
        log.record(
            "referral:forward_confirmed", by=by, subject=row.subject, detail=detail_of(after)
        )
        if waits:
            wait_for_approval(after, by=by, log=log)
        else:
            arrive(after, urgency=cover.urgency, by=by)
        tell_recipient(row, "answered", by=by)
        mark_read_about(row.reference, by=by)
        if row.forwarded_from_id is not None and not waits:
            show_to_coordinator(after, by=by)
    return after


def confirmed_packet(
    referral: Referral,
    cover: Cover,
    body: Body,
    to: Institution,
    *,
    basis: LegalBasis | None,
    answers: Answers = (),
) -> Packet:
    """What the next institution will see. `answers` are the person's, of the sender's file."""
    ground = _ground(referral, cover, body, to, basis)
    if basis is not None:
        refused = refused_for(refusals(answers, referral.network), to, parts_of(body))
        ground = replace(ground, refused=bool(refused))
    return onward(cover, body, ground=ground, passed_on_by=referral.recipient_institution)


def _answers(referral: Referral, by: Actor, keys: Keyring) -> Answers:
    """What the person said yes and no to, opened; nothing where there is no file."""
    if referral.from_case is None:
        return ()
    return read_agreements(referral.from_case, by=by, keys=keys)


def _ground(
    referral: Referral, cover: Cover, body: Body, to: Institution, basis: LegalBasis | None
) -> Ground:
    if referral.rests_on == RestsOn.NO_IDENTITY:
        return body.ground
    between = {"sender": referral.sender_institution.sector, "recipient": to.sector}
    day = timezone.localdate()
    if referral.rests_on == RestsOn.AGREEMENT:
        return ground_agreed(**between, age=cover.age, on=day)
    if basis is None or basis not in bases_for(**between, age=cover.age, on=day):
        raise Denied(_("Choose on which article it rests for this institution."))
    return ground_of(basis)


def _done(referral: Referral, by: Actor) -> Referral | None:
    """The next row where this person has confirmed it already."""
    row = Referral.objects.get(pk=referral.pk)
    mine = row.moves.filter(verb="confirm_forward", by_member_id=by.member_id).exists()
    return next_of(row) if row.state == State.FORWARDED and mine else None
