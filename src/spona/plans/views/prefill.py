"""What somebody brings along to the form of a new activity: something that was noticed, or a
service that is missing. It travels in the address only, so that going back leaves nothing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from spona.access.guards import MemberRequest
from spona.directory.models import Network
from spona.plans.models import Currency, Line
from spona.prevention.models import Observation
from spona.prevention.papers import line_text
from spona.prevention.queries import lacks, told_without_firm

# `from` is the observation; `service` with its months is the need.
_NAMES: Final = ("from", "service", "since", "until")
_TITLE: Final = 200


@dataclass(frozen=True, slots=True)
class Carried:
    """`initial` fills the form; `title` and `text` are read above it; `back` is where it came
    from; `query` carries it on from page to page.
    """

    initial: dict[str, Any]
    title: str
    text: str
    back: str
    query: str
    observation: Observation | None = None


def carried(request: MemberRequest, network: Network) -> Carried | None:
    """404 for what this reader may not know of, and for what is closed or was taken back."""
    asked = {name: request.GET[name] for name in _NAMES if request.GET.get(name)}
    if "from" in asked:
        return _noticed(request, network, asked)
    if "service" in asked:
        return _missing(network, asked)
    return None


@dataclass(frozen=True, slots=True)
class Noticed:
    title: str
    text: str


def what_led_to(request: MemberRequest, line: Line) -> Noticed | None:
    """The observation behind an activity of the plan, as it is written now; None once its words
    were taken back.
    """
    if line.prompted_by_id is None:
        return None
    rows = Observation.objects.visible_to(request.actor).filter(pk=line.prompted_by_id)
    row = rows.first()
    return None if row is None or row.is_taken_back else Noticed(*told_without_firm(row))


def _noticed(request: MemberRequest, network: Network, asked: dict[str, str]) -> Carried:
    try:
        ident = UUID(asked["from"])
    except ValueError:
        raise Http404 from None
    rows = Observation.objects.visible_to(request.actor).open().filter(network=network)
    row = get_object_or_404(rows, pk=ident)
    title, text = told_without_firm(row)
    return Carried(
        {
            "title": title,
            "reason": _("It follows from observation No. %(n)d.") % {"n": row.number},
        },
        title,
        text,
        reverse("prevention:observation", args=[row.pk]),
        urlencode(asked),
        row,
    )


def _missing(network: Network, asked: dict[str, str]) -> Carried:
    try:
        first, last = (dt.date.fromisoformat(asked.get(name, "")) for name in ("since", "until"))
    except ValueError:
        raise Http404 from None
    found = lacks(network, first, last)
    one = next((each for each in found if each.service == asked["service"]), None)
    if one is None:
        raise Http404
    title = _("Ensure the service: %(service)s.") % {"service": one.label}
    initial: dict[str, Any] = {
        "title": title.rstrip(".")[:_TITLE],
        "reason": _("Institutions wrote that this service is missing."),
    }
    if one.cost is not None and one.currency in Currency.values:
        initial |= {"amount": one.cost, "currency": one.currency}
    return Carried(
        initial,
        one.label,
        line_text(one, first, last),
        reverse("prevention:plan_line", args=[network.slug, one.service])
        + f"?{urlencode({'from': first.isoformat()[:7], 'to': last.isoformat()[:7]})}",
        urlencode(asked),
    )
