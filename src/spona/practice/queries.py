"""What other apps and desks ask: the last drill of a network, and the line of readiness."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spona.access.actor import Actor
from spona.access.prepared_rows import PreparedRows
from spona.directory.models import Network
from spona.practice.models import Drill, Ending, Part, Reminding

# A network that practises twice a year stays in practice.
EVERY_MONTHS: Final = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One row of readiness: `title` says it, `text` what a drill takes; `due`: somebody should."""

    title: str
    text: str
    due: bool
    drill: Drill | None


def drill_of_membership(actor: Actor) -> UUID | None:
    """The drill that runs and for which the membership is that the actor wears; None for an own
    one.
    """
    worn = Part.objects.filter(membership=actor.member_id, left_at=None, drill__ended_at=None)
    return worn.values_list("drill", flat=True).first() if actor.member_id else None


def last_drill(network: Network) -> Drill | None:
    """The last one that was gone through or broken off after it began; None where there is none."""
    return next(iter(_LAST.rows([network.pk])), None)


_LAST: Final = PreparedRows(
    lambda networks: (
        Drill.objects.held()
        .filter(network__in=networks)
        .exclude(ending=Ending.RESET)
        .order_by("-ended_at")[:1]
    )
)


def line(network: Network, day: dt.date) -> Line:
    """For the list of readiness on a desk. Never a number of points, and never a shame."""
    last = last_drill(network)
    text = _("invented case, the clock runs, 30 minutes")
    if last is None:
        return Line(_("No drill was held yet"), text, _is_due(network, day, None), None)
    return Line(_ago(last, day), text, _is_due(network, day, last), last)


def is_due(network: Network, day: dt.date) -> bool:
    """Half a year without a drill, counted from the beginning where there was none. Also before
    casework opens: who practises first, begins better.
    """
    return not network.practice and _is_due(network, day, last_drill(network))


def _is_due(network: Network, day: dt.date, last: Drill | None) -> bool:
    if network.practice:
        return False
    if last is not None:
        return _months(last, day) >= EVERY_MONTHS
    return _between(network.first_day, day) >= EVERY_MONTHS


def wants_reminding(network: Network) -> bool:
    """Every network does until it says otherwise."""
    row = Reminding.objects.filter(network=network).first()
    return row is None or row.wanted


def _ago(last: Drill, day: dt.date) -> str:
    assert last.ended_at is not None
    months, days = _months(last, day), (day - timezone.localdate(last.ended_at)).days
    if days < 1:
        return _("The last drill was today")
    if not months:
        return ngettext(
            "The last drill was %(n)s day ago", "The last drill was %(n)s days ago", days
        ) % {"n": days}
    return ngettext(
        "The last drill was %(n)s month ago", "The last drill was %(n)s months ago", months
    ) % {"n": months}


def _months(last: Drill, day: dt.date) -> int:
    assert last.ended_at is not None
    return _between(timezone.localdate(last.ended_at), day)


def _between(first: dt.date, day: dt.date) -> int:
    """Whole months from one day to another."""
    whole = (day.year - first.year) * 12 + day.month - first.month
    return whole - (day.day < first.day)
