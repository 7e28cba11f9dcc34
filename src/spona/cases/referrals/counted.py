"""A report is counted beside its packet: which facts it had, sealed to whoever hears of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from spona.access.actor import Actor
from spona.cases.consent.rests_on import RestsOn
from spona.cases.fields.case_field import Part
from spona.cases.fields.facts import facts_counted
from spona.cases.referrals.actions.dispatch import Order
from spona.cases.referrals.models import Referral
from spona.cases.referrals.packet import Packet
from spona.cases.referrals.parties import account_today, receivers
from spona.cases.referrals.parties import senders as copies_for
from spona.statistics.actions import begin_report_count
from spona.statistics.codes import FACTS


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
    parts: list[tuple[Part, Mapping[str, Any]]] = [
        ("cover", asdict(cover)), ("sender", asdict(body.sender)),
        ("account", body.account or {}), ("reach", body.reach or {}),
    ]  # fmt: skip
    told = {fact for part, texts in parts for fact in facts_counted(part, texts)}
    if body.signs and any(one.answer == "yes" for one in body.signs.asked):
        told.add("what_was_seen")
    if body.stay:
        told.add("where_now")
    if cover.call.in_danger:
        told.add("danger")
    if body.ground.rests_on in (RestsOn.DUTY, RestsOn.AGREEMENT):
        told.add("basis")
    return {fact: fact in told for fact in FACTS}
