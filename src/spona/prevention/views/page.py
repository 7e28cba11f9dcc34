"""One observation: what was noticed, how often, what followed, and what can be done now."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from spona.access.actor import Actor
from spona.access.guards import MemberRequest, member
from spona.prevention.forms import AgainForm, CloseForm, FollowForm, places
from spona.prevention.models import FollowUp, Observation
from spona.prevention.outcome_links import Outcome, outcomes_of
from spona.prevention.permissions import may_act, may_lead
from spona.prevention.views.lookups import known_observation, own_institution
from spona.prevention.words import seen, word, words_of

# The app above that records activities and plan lines, by the names of its pages.
_ABOVE = {"activity": "plans:record", "plan_line": "plans:home"}


@member("network:read")
@require_safe
def observation(request: MemberRequest, observation_id: UUID) -> HttpResponse:
    return page(request, known_observation(request, observation_id))


def page(
    request: MemberRequest, row: Observation, *, status: int = 200, note: str = "", **bound: Any
) -> HttpResponse:
    """The page with forms for what this reader may do; `bound` forms came back with mistakes."""
    actor, network = request.actor, row.network
    acts, leads = may_act(actor, network), may_lead(actor, network)
    own = actor.institution_id == row.institution_id and acts
    looks = acts and actor.institution_id == row.looked_at_by_id
    sightings = list(row.sightings.select_related("institution"))
    context: dict[str, Any] = {
        "row": row,
        "network": network,
        "note": note,
        "kind": word(words_of("observation"), row.kind),
        "source": word(words_of("observation_source"), row.source),
        "outcome": word(words_of("observation_outcome"), row.outcome),
        "seen": seen(row.seen_on, row.seen_precision),
        "sightings": [(one, seen(one.seen_on, one.seen_precision)) for one in sightings],
        "times": len(sightings) + 1,
        "letters": list(row.letters.select_related("recipient", "institution")),
        "follow_ups": _followed(row, actor),
        "shows_firm": acts and bool(row.firm),
        "may_act": acts,
        "may_change": row.is_open and (own or leads),
        "may_withdraw": row.state in ("new", "looking") and (own or leads),
        "may_look": row.state == "new" and acts and own_institution(request) is not None,
        "may_reopen": row.state == "closed" and leads,
        "above": _above(row, leads=leads) if acts and row.is_open else {},
        "again_form": again_form(request, row) if acts and not row.is_taken_back else None,
        "follow_form": FollowForm() if acts and row.is_open else None,
        "close_form": CloseForm(prefix="close") if row.is_open and (leads or looks) else None,
    }
    return render(request, "prevention/observation.html", context | bound, status=status)


def again_form(request: MemberRequest, row: Observation, data: Any = None) -> AgainForm:
    form = AgainForm(data, prefix="again")
    own, leads = own_institution(request), may_lead(request.actor, row.network)
    form.ask_institution(places(row.network, own, leads=leads), str(own.pk) if own else "")
    return form


def _followed(row: Observation, actor: Actor) -> list[tuple[FollowUp, Outcome | None]]:
    """Without letters, which have rows of their own; each with what the app above tells of it."""
    rows = list(row.follow_ups.exclude(kind=FollowUp.Kind.LETTER).select_related("institution"))
    outcomes = outcomes_of(rows, actor)
    return [(one, outcomes.get(one.pk)) for one in rows]


def _above(row: Observation, *, leads: bool) -> dict[str, str]:
    """Pages of the app above on which something follows, where that app has them. Only who
    leads the network writes its plan.
    """
    found = {}
    for kind, name in _ABOVE.items():
        if kind == FollowUp.Kind.PLAN_LINE and not leads:
            continue
        try:
            found[kind] = f"{reverse(name)}?network={row.network.slug}&from={row.pk}"
        except NoReverseMatch:
            continue
    return found
