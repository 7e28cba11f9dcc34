"""Send a report: packet, row, deadline, task and notices in one transaction."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.access.exclusion_marks import marks_for
from spona.cases.case.acting_membership import acting_membership
from spona.cases.referrals.actions.dispatch import (
    ANSWER_DEADLINE,
    TASK,
    Order,
    arrive,
    detail_of,
    dispatch,
)
from spona.cases.referrals.counted import count_report
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import Kind
from spona.cases.referrals.packet import Packet
from spona.cases.referrals.permissions import check_can_send, check_goes_on_paper
from spona.directory.models import Institution, Network

__all__ = ["ANSWER_DEADLINE", "TASK", "send"]


def send(
    packet: Packet,
    *,
    network: Network,
    recipient: Institution,
    by: Actor,
    excluded_people: Collection[UUID] = (),
    excluded_institutions: Collection[UUID] = (),
    on_paper: bool = False,
) -> Referral:
    """Send a report to an institution's queue; return its row.

    Whoever is excluded (persons and institutions, by id) gets no key, no notice and no row.
    Denied with a sentence where casework is closed, the recipient is not connected or
    excluded, or nobody there is left who could open it. The caller makes it happen once
    (`access.once`). Needs no keyring: sealing goes to public keys. `on_paper`: nothing is
    sealed to the recipient, and the sender has the task of handing it over.
    """
    with audit.transaction() as log:
        check_can_send(by, network=network, recipient=recipient, on_paper=on_paper)
        if on_paper:
            check_goes_on_paper(recipient)
        if recipient.pk in excluded_institutions:
            raise Denied(_("You have locked this institution out. Choose another recipient."))
        if by.person_id in excluded_people:
            raise Denied(_("You cannot lock yourself out of your own report."))
        order = Order(
            kind=Kind.REPORT,
            packet=packet,
            writer=acting_membership(by),
            recipient=recipient,
            network=network,
            excluded=excluded_people,
            marks=marks_for(people=excluded_people, institutions=excluded_institutions),
            on_paper=on_paper,
        )
        referral = dispatch(order, verb="send", by=by)
        detail = detail_of(referral)
        log.record("referral:sent", by=by, subject=referral.subject, detail=detail)
        count_report(referral, order, by=by)
        arrive(referral, urgency=packet.cover.urgency, by=by)
    return referral
