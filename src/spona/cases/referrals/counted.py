"""A report is counted beside its packet: which facts it had, sealed to whoever hears of it."""

from __future__ import annotations

from spona.access.actor import Actor
from spona.cases.consent.rests_on import RestsOn
from spona.cases.referrals.actions.dispatch import Order
from spona.cases.referrals.models import Referral
from spona.cases.referrals.packet import Packet
from spona.cases.referrals.parties import account_today, receivers
from spona.cases.referrals.parties import senders as copies_for
from spona.statistics.actions import begin_report_count


def count_report(
    referral: Referral, order: Order, *, by: Actor, instead_of: Referral | None = None
) -> None:
    """Begin the counted record; call it inside the action's transaction.

    On paper whoever handed it over writes down what was answered, so the record is theirs.
    """
    writer = order.writer
    readers = (
        copies_for(writer.institution, account_today(writer), order.excluded)
        if order.on_paper and order.paper_institution is None
        else receivers(order.paper_institution or order.recipient, order.excluded)
    )
    # Of what is passed on on paper, the first sender may have nobody left who signs in.
    if readers:
        begin_report_count(
            referral.pk,
            network=order.network,
            readers=readers,
            sector=writer.institution.sector,
            facts=facts_of(order.packet),
            instead_of=instead_of.pk if instead_of else None,
            by=by,
        )


def facts_of(packet: Packet) -> dict[str, bool]:
    """Which of `statistics.codes.FACTS` the fields of a packet hold: yes or no, never a word."""
    cover, body = packet.cover, packet.body
    account, reach, sender = body.account, body.reach, body.sender
    noticed = bool(body.signs and any(one.answer == "yes" for one in body.signs.asked))
    return {
        "what_was_seen": noticed or bool(account and account.noticed.strip()),
        "age": bool(cover.age),
        "language": bool(cover.language.strip()),
        "where_now": bool(body.stay or (reach and reach.address.strip())),
        "safe_contact": bool(cover.how_to_reach.strip() or (reach and reach.phone.strip())),
        "danger": bool(cover.call.in_danger),
        "who_knows": bool(sender.told or sender.told_more.strip()),
        "basis": body.ground.rests_on in (RestsOn.DUTY, RestsOn.AGREEMENT),
    }
