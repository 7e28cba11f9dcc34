"""A service that was needed and not had; typed by the institution, for a month."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.deadlines.time import today
from spona.directory.models import Institution, Network
from spona.prevention.models import Need
from spona.prevention.models.needs import WAITING
from spona.prevention.permissions import check_can_withdraw_need, check_can_write_for
from spona.statistics.disclosure import FEWEST


def write_need(
    network: Network,
    *,
    institution: Institution,
    service: str,
    month: dt.date,
    times: int,
    reason: str,
    by: Actor,
    waiting_days: int | None = None,
    cost: Decimal | None = None,
    currency: str = "",
    cost_source: str = "",
    note: str = "",
) -> Need:
    """How often `service` was needed in `month` and not had, for one `reason`.

    A number under five is not kept, nor the month, the reason or a note that went with it: what
    stays is that in that quarter it was fewer than five. `cost` is an estimate for a year of the
    service in this town. Conflict where the institution has written the same already.
    """
    check_can_write_for(by, network, institution)
    first = month.replace(day=1)
    if first > today():
        raise Denied(_("This month has not come yet. Choose one that has."))
    if first < today().replace(day=1) - dt.timedelta(days=3 * 366):
        raise Denied(_("This is too long ago. Write down what was seen in the last three years."))
    if times < 1:
        raise Denied(
            _("Write how often it was, at least once. A month without need needs no line.")
        )
    if cost is not None and not (currency and cost_source.strip()):
        raise Denied(_("Say in which currency the estimate is and where it comes from."))
    if times < FEWEST:
        # Who is one of few would be known by when and why.
        first = first.replace(month=first.month - (first.month - 1) % 3)
        reason, waiting_days, note = "", None, ""
    with audit.transaction() as log:
        Network.objects.select_for_update().get(pk=network.pk)
        same = Need.objects.standing().filter(
            network=network, institution=institution, service=service, month=first, reason=reason
        )
        if same.exists():
            raise Conflict(
                _("Your institution has a line for this service, month and reason already. Take "
                  "it back and write the right number.")
            )  # fmt: skip
        made = Need.objects.create(
            network=network,
            institution=institution,
            service=service,
            month=first,
            times=times if times >= FEWEST else None,
            reason=reason,
            waiting_days=waiting_days if reason == WAITING else None,
            cost=cost,
            currency=currency if cost is not None else "",
            cost_source=cost_source.strip() if cost is not None else "",
            note=note,
            written_by_id=by.member_id,
            written_at=deadlines.now(),
        )
        log.record("need:written", by=by, subject=made.subject, detail={"service": service})
    return made


def withdraw_need(need: Need, *, by: Actor) -> Need:
    """The line was wrong; it stays out of every sum. Taken back already changes nothing."""
    check_can_withdraw_need(by, need)
    with audit.transaction() as log:
        row = Need.objects.select_for_update(of=("self",)).get(pk=need.pk)
        if row.withdrawn_at is None:
            row.withdrawn_at = deadlines.now()
            row.save(update_fields=["withdrawn_at"])
            log.record("need:withdrawn", by=by, subject=row.subject)
    return row
