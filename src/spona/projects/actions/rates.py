"""Dated rates: entered with their source, withdrawn where one was wrong."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict
from spona.projects.checks import check_rate
from spona.projects.models import Rate
from spona.projects.permissions import check_can_enter_rates


def enter_rate(rate: Rate, *, by: Actor) -> Rate:
    """Keeps it; Conflict where that day has one for the currency: withdraw that one first."""
    check_can_enter_rates(by)
    check_rate(rate)
    with audit.transaction() as log:
        standing = Rate.objects.standing().filter(currency=rate.currency, day=rate.day)
        if standing.exists():
            raise Conflict(_("That day has a rate already. Withdraw it first, if it is wrong."))
        rate.entered_at, rate.entered_by_id = deadlines.now(), by.member_id
        rate.save(force_insert=True)
        log.record("rate:entered", by=by, subject=("rate", rate.pk), detail=_told(rate))
    return rate


def withdraw_rate(rate: Rate, *, by: Actor) -> Rate:
    """It converts nothing any more; sums that rest on it say again what is missing."""
    check_can_enter_rates(by)
    with audit.transaction() as log:
        rate = Rate.objects.select_for_update().get(pk=rate.pk)
        if rate.withdrawn_at is None:
            rate.withdrawn_at = deadlines.now()
            rate.save(update_fields=["withdrawn_at"])
            log.record("rate:withdrawn", by=by, subject=("rate", rate.pk), detail=_told(rate))
    return rate


def _told(rate: Rate) -> dict[str, object]:
    return {"currency": rate.currency, "day": rate.day.isoformat()}
