"""A report that is not ours: who was asked passes it on itself, and the sender is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.referrals.actions.additions import (
    check_none_added,
    release_additions,
    with_additions,
)
from spona.cases.referrals.actions.deliver import deliver
from spona.cases.referrals.actions.dispatch import Order, arrive, detail_of, dispatch
from spona.cases.referrals.actions.ending import settle, take_body
from spona.cases.referrals.actions.transition import begin
from spona.cases.referrals.additions import addition_boxes
from spona.cases.referrals.addressee import Addressee
from spona.cases.referrals.coordinator import show_to_coordinator
from spona.cases.referrals.counted import count_report
from spona.cases.referrals.messages import seal_message
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import Kind, State
from spona.cases.referrals.notes import Note, check_note, seal_handed_on
from spona.cases.referrals.onward import marks_on, next_of, onward, people_behind, report_ground
from spona.cases.referrals.packet import Body, Cover, Packet
from spona.cases.referrals.parties import packet_section
from spona.cases.referrals.passing import (
    check_can_pass_on,
    check_can_pass_on_paper,
    check_report_may_go,
)
from spona.cases.referrals.permissions import check_can_move, opens_here
from spona.cases.referrals.seen import check_was_seen, passing_tag
from spona.cases.referrals.telling import tell_sender
from spona.directory.actions import ensure_elsewhere
from spona.directory.models import Institution, Network
from spona.identity.keyring import Keyring
from spona.notifications.actions import mark_read_about
from spona.vault.actions import open_section, release

# Why it is not theirs. Of the competence of a body, never of the person.
OTHER_TOWN: Final = "territory"
NOT_OURS: Final[Mapping[str, Promise]] = {
    OTHER_TOWN: gettext_lazy("Another town or area is competent"),
    "matter": gettext_lazy("Another kind of institution is competent"),
    "both_needed": gettext_lazy("We have done our part; another institution decides"),
}


def open_to_forward(
    referral: Referral, *, reason: str, by: Actor, keys: Keyring
) -> tuple[Cover, Body]:
    """Open the whole report to see who is competent; the reason is logged and the move stays.

    `reason` is a code of `NOT_OURS`. Without it nothing of a report opens before acceptance.
    """
    check_reason(reason)
    with audit.transaction() as log:
        locked = begin(referral, "open_to_forward", by=by)
        row = locked.referral
        if not row.moves.filter(verb="open_to_forward").exists():
            locked.move(reason=reason)
            release(row.packet, by=by, institution=row.recipient_institution_id, sections=("body",))
            release_additions(row, by=by)
            log.record(
                "referral:opened_to_forward", by=by, subject=row.subject, detail={"reason": reason}
            )
    return _opened(referral, by, keys)


def forward(
    referral: Referral,
    *,
    to: Institution,
    network: Network,
    reason: str,
    message: str = "",
    seen: str | None = None,
    by: Actor,
    keys: Keyring,
) -> Referral:
    """Pass a report on; return the next row. A second click returns the same one.

    Its packet is frozen anew and sealed to the next institution, with the first sender kept;
    who is locked out stays locked out. Denied where `to` has had it, is locked out or cannot
    open anything: the report then stays here, open, with its deadline running. `seen` is the tag
    of the page (`passing_tag`): NotSeen where that page showed something else.
    """
    if done := _done(referral, by):
        return done
    check_can_move(by, referral, "forward")
    check_can_pass_on(referral, to, network)
    added = [box.pk for box in addition_boxes(referral)]
    cover, body = open_to_forward(referral, reason=reason, by=by, keys=keys)
    packet = packet_for(referral, cover, body, to)
    if seen is not None:
        check_was_seen(seen, passing_tag(referral, packet, to=to, network=network, by=by))
    with audit.transaction() as log:
        locked = begin(referral, "forward", by=by)
        row = locked.referral
        check_none_added(row, added)
        words = seal_message(row, message, purpose="forwarded", by=by)
        locked.move(message=words, reason=reason, to=to, to_network=network)
        after = pass_on(row, packet, to=to, network=network, by=by)
        log.record("referral:forwarded", by=by, subject=row.subject, detail=detail_of(after))
        log.record(
            "referral:passed_on", by=by, subject=row.subject, lane=row.sender_institution_id,
            detail=detail_of(after),
        )  # fmt: skip
        tell_sender(row, "forwarded", by=by)
        mark_read_about(row.reference, by=by)
    return after


def forward_on_paper(
    referral: Referral,
    note: Note,
    *,
    to: Institution,
    network: Network,
    reason: str,
    addressee: Addressee | None = None,
    message: str = "",
    seen: str | None = None,
    by: Actor,
    keys: Keyring,
) -> Referral:
    """Pass a report on to a body that opens nothing here; return the next row, handed over.

    One move with all that is known of it: to whom it was handed or told, when, their number and
    by when they answer. The next row is followed by who passes it on: they call, and write down
    what is answered; nobody at the recipient has a key. The deadline runs by the rule of the
    recipient's kind from the time at which it was handed over. A second click returns the same
    row. `addressee`: typed by name and town, `to` is then its `as_institution()`. Denied where
    `to` can open it here.
    """
    if done := _done(referral, by):
        return done
    check_can_move(by, referral, "forward_on_paper")
    check_note(note)
    check_can_pass_on_paper(referral, to, network, addressee)
    added = [box.pk for box in addition_boxes(referral)]
    cover, body = open_to_forward(referral, reason=reason, by=by, keys=keys)
    packet = packet_for(referral, cover, body, to)
    if seen is not None:
        check_was_seen(seen, passing_tag(referral, packet, to=to, network=network, by=by))
    with audit.transaction() as log:
        locked = begin(referral, "forward_on_paper", by=by)
        row = locked.referral
        check_none_added(row, added)
        words = seal_handed_on(row, note, by=by, message=message, addressee=addressee)
        there = ensure_elsewhere(by=by) if addressee else to
        locked.move(message=words, reason=reason, to=there, to_network=network)
        after = pass_on(
            row, packet, to=to, network=network, addressee=addressee,
            paper_institution=row.recipient_institution, by=by,
        )  # fmt: skip
        after = deliver(after, note, urgency=cover.urgency, sector=to.sector, by=by)
        log.record(
            "referral:forwarded_on_paper", by=by, subject=row.subject, detail=detail_of(after)
        )
        log.record(
            "referral:passed_on", by=by, subject=row.subject, lane=row.sender_institution_id,
            detail=detail_of(after),
        )  # fmt: skip
        tell_sender(row, "forwarded", by=by)
        mark_read_about(row.reference, by=by)
    return after


def pass_on(
    row: Referral,
    packet: Packet,
    *,
    to: Institution,
    network: Network,
    addressee: Addressee | None = None,
    paper_institution: Institution | None = None,
    by: Actor,
) -> Referral:
    """The row ends and the next one begins; where nobody at `to` can open it, on paper."""
    with audit.transaction():
        # Before the next row is written, so that never two stand open for one.
        settle(row, outcome="forwarded", by=by)
        take_body(row, by=by)
        order = replace(
            order_after(row, packet, to, network),
            addressee=addressee,
            paper_institution=paper_institution,
        )
        after = dispatch(order, verb="send", by=by)
        if after.kind == Kind.REPORT:
            count_report(after, order, instead_of=row, by=by)
        arrive(after, urgency=packet.cover.urgency, by=by)
        if row.forwarded_from_id is not None:
            show_to_coordinator(after, by=by)
    return after


def packet_for(referral: Referral, cover: Cover, body: Body, to: Institution) -> Packet:
    """What the next institution will see; for the preview and for sending."""
    ground = report_ground(referral, cover, to)
    check_report_may_go(ground.rests_on)
    return onward(cover, body, ground=ground, passed_on_by=referral.recipient_institution)


def order_after(row: Referral, packet: Packet, to: Institution, network: Network) -> Order:
    """The next row of one that is passed on: same sender and writer, same people locked out."""
    marks = marks_on(row)
    home = row.from_network or row.network
    return Order(
        kind=Kind(row.kind),
        packet=packet,
        writer=row.sent_by,
        recipient=to,
        network=network,
        from_network=home if home.pk != network.pk else None,
        excluded=people_behind(marks, [to, row.sender_institution, row.recipient_institution]),
        marks=marks,
        from_case=row.from_case,
        forwarded_from=row,
        on_paper=not opens_here(to),
    )


def check_reason(reason: str) -> None:
    if reason not in NOT_OURS:
        raise Denied(_("Choose why it is not yours."))


def _done(referral: Referral, by: Actor) -> Referral | None:
    """The next row where this person has passed it on already."""
    row = Referral.objects.get(pk=referral.pk)
    mine = row.moves.filter(
        verb__in=("forward", "forward_on_paper"), by_member_id=by.member_id
    ).exists()
    return next_of(row) if row.state == State.FORWARDED and mine else None


def _opened(referral: Referral, by: Actor, keys: Keyring) -> tuple[Cover, Body]:
    cover = open_section(packet_section(referral, "cover"), by=by, keys=keys)
    body = open_section(packet_section(referral, "body"), by=by, keys=keys)
    opened = with_additions(referral, Body.from_document(body), by=by, keys=keys)
    return Cover.from_document(cover), opened
