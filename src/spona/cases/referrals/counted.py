"""A report is counted beside its packet: which facts it had, sealed to whoever hears of it."""

from __future__ import annotations

from spona.access.actor import Actor
from spona.cases.referrals.actions.dispatch import Order
from spona.cases.referrals.facts_counted import facts_of
from spona.cases.referrals.models import Referral
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
            facts=facts_of(order.packet.cover, order.packet.body),
            instead_of=instead_of.pk if instead_of else None,
            by=by,
        )
