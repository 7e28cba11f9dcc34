"""Institution × condition of a network, and all conditions of one institution."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_POST, require_safe

from spona.access.guards import MemberRequest, member
from spona.deadlines.time import today
from spona.directory.institution_names import short_name
from spona.directory.models import Institution, Network
from spona.directory.permissions import may_edit_network
from spona.directory.queries import institutions_of
from spona.mandates import actions, owed, queries
from spona.mandates.models import Condition
from spona.mandates.permissions import may_write_condition
from spona.mandates.words import full_day

from .lookups import known_condition, known_network

_SHOWN = ("lacking", "expiring")


@member("network:read")
@require_safe
def conditions(request: MemberRequest, slug: str) -> HttpResponse:
    """The table; `?show=lacking` or `expiring` leaves those lines in which something is so."""
    network = known_network(request, slug)
    day = today()
    lines = queries.conditions_table(network, day)
    show = request.GET.get("show", "")
    kinds = owed.kinds(network, day)
    context = {
        "network": network,
        "kinds": kinds,
        "lines": [_line(line, request) for line in lines if _is_shown(line, show)],
        "show": show if show in _SHOWN else "",
        "all_count": len(lines),
        "lacking_count": sum(_is_shown(line, "lacking") for line in lines),
        "expiring_count": sum(_is_shown(line, "expiring") for line in lines),
        "out": [line.name for line in lines if _is_out(line)],
        "legend": owed.STATES,
        "may_write": may_edit_network(request.actor, network),
        "trained": trained_where(network),
    }
    return render(request, "mandates/conditions.html", context)


@member("network:read")
@require_safe
def institution(request: MemberRequest, slug: str, code: str) -> HttpResponse:
    """Everything that one institution has and owes here, with what was written down before."""
    network = known_network(request, slug)
    body = known_body(network, code)
    day = today()
    rows = Condition.objects.standing().filter(institution=body, network=network)
    before: dict[str, list[Condition]] = {}
    for row in rows.select_related("written_by__person", "paper").order_by("-done_on"):
        before.setdefault(row.code, []).append(row)
    context = {
        "network": network,
        "institution": body,
        "name": short_name(body),
        "cells": [
            _cell(one, network, request) | {"before": before.get(one.kind.code, [])}
            for one in queries.conditions_of(body, network, day)
        ],
        "out": bool(queries.blocked(body, network, day)),
        "trained": trained_where(network),
    }
    return render(request, "mandates/institution.html", context)


@member("network:read")
@require_safe
def condition(request: MemberRequest, condition_id: UUID) -> HttpResponse:
    """Where the task of a condition leads: to the page of its institution."""
    row = known_condition(request, condition_id)
    there = [row.network.slug, row.institution.code]
    return HttpResponseRedirect(reverse("mandates:institution", args=there))


@member("network:read")
@require_POST
def withdraw_condition(request: MemberRequest, condition_id: UUID) -> HttpResponse:
    row = known_condition(request, condition_id)
    actions.withdraw_condition(row, by=request.actor)
    there = [row.network.slug, row.institution.code]
    return HttpResponseRedirect(reverse("mandates:institution", args=there))


@member("network:edit")
@require_POST
def turn_switch(request: MemberRequest, slug: str) -> HttpResponse:
    """Whether the network lets nobody in without a condition."""
    network = known_network(request, slug)
    actions.turn_switch(
        network,
        request.POST.get("code", ""),
        blocks=request.POST.get("blocks") == "yes",
        by=request.actor,
    )
    return HttpResponseRedirect(reverse("mandates:conditions", args=[network.slug]))


def trained_where(network: Network) -> str:
    """The page of the app above on who holds a certificate, where that app has it."""
    try:
        return f"{reverse('training:where')}?town={network.slug}"
    except NoReverseMatch:
        return ""


def known_body(network: Network, code: str) -> Institution:
    """An institution that sits in the network today, else a 404."""
    return get_object_or_404(institutions_of(network), code=code)


def _is_shown(line: owed.Line, show: str) -> bool:
    if show == "lacking":
        return any(cell.is_lacking for cell in line.cells)
    if show == "expiring":
        return any(cell.state is owed.EXPIRING for cell in line.cells)
    return True


def _is_out(line: owed.Line) -> bool:
    return any(cell.kind.blocks and cell.is_lacking for cell in line.cells)


def _line(line: owed.Line, request: MemberRequest) -> dict[str, Any]:
    return {
        "institution": line.seat.institution,
        "name": line.name,
        "own": line.seat.institution_id == request.actor.institution_id,
        "cells": [_cell(one, None, request) for one in line.cells],
    }


def _cell(one: owed.Owed, network: Network | None, request: MemberRequest) -> dict[str, Any]:
    """Without a network nothing is written from here."""
    may = network is not None and may_write_condition(
        request.actor, one.institution, network, one.kind.code, blocks=one.kind.blocks
    )
    until = full_day(one.until) if one.until else ""
    return {"owed": one, "state": one.state, "until": until, "may_write": may}
