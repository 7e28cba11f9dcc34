"""The switch: six conditions with dates, two people who confirm."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, check_stepped_up, is_stepped_up, member
from spona.directory import actions, opening_conditions
from spona.directory.forms import ConditionForm
from spona.directory.models import ON_PAPER, CaseworkConfirmation, ConditionCode, Network
from spona.directory.permissions import (
    check_can_record_condition,
    may_confirm_casework,
    may_name_leaders,
    may_open_casework,
)
from spona.directory.queries import network_members
from spona.directory.row_integrity import only_latest

from .lookups import known_network


@member("network:read")
@require_http_methods(["GET", "HEAD", "POST"])
def casework(request: MemberRequest, slug: str) -> HttpResponse:
    """Everybody in the network sees where it stands; the two responsible people change it."""
    network = known_network(request, slug)
    failed: ConditionForm | None = None
    if request.method == "POST":
        check_can_record_condition(request.actor, network)
        form = ConditionForm(request.POST)
        here = HttpResponseRedirect(reverse("directory:casework", args=[network.slug]))
        if form.is_valid():
            asked = form.cleaned_data
            with RefusalAsFormError(form):
                actions.record_condition(
                    network, code=asked["code"], done_on=asked["done_on"],
                    document=asked["document"], by=request.actor,
                )  # fmt: skip
                return here
        failed = form
    return render(request, "directory/casework.html", _context(request, network, failed))


def _context(
    request: MemberRequest, network: Network, failed: ConditionForm | None
) -> dict[str, Any]:
    met = {row.code: row for row in only_latest(network.conditions.select_related("recorded_by"))}
    signed = {row.part: row for row in only_latest(network.confirmations.select_related("person"))}
    coordinates = may_open_casework(request.actor, network)
    officer = may_confirm_casework(request.actor, network)
    conditions, ways = [], opening_conditions.ways(network)
    for code, label in ConditionCode.choices:
        row = met.get(code)
        start = {
            "code": code,
            "done_on": row.done_on if row else timezone.localdate(),
            "document": row.document if row else "",
        }
        form = ConditionForm(initial=start, auto_id=f"id_{code}_%s")
        if failed is not None and failed.data.get("code") == code:
            form = failed
        signed_on_paper = code in ON_PAPER
        conditions.append(
            {"label": label, "row": row, "form": form, "way": ways[code], "signed": signed_on_paper}
        )
    mine = [part for part, may in _parts(coordinates, officer) if may and part not in signed]
    has_signed = any(row.person_id == request.actor.person_id for row in signed.values())
    return {
        "network": network,
        "practice": network.practice,
        "conditions": conditions,
        "open_count": sum(1 for each in conditions if each["row"] is None),
        "signatures": [
            (label, signed.get(part), network_members(network, part))
            for part, label in CaseworkConfirmation.Part.choices
        ],
        "may_record": (coordinates or officer) and not network.casework_open,
        "may_sign": bool(mine) and not has_signed and not network.casework_open,
        "has_signed": has_signed,
        "stepped_up": is_stepped_up(request.actor),
        "may_name": may_name_leaders(request.actor, network),
    }


def _parts(coordinates: bool, officer: bool) -> list[tuple[str, bool]]:
    parts = CaseworkConfirmation.Part
    return [(parts.COORDINATOR.value, coordinates), (parts.OFFICER.value, officer)]


@member("network:read")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_casework(request: MemberRequest, slug: str) -> HttpResponse:
    """One of the two signatures; the second one opens casework. Asks for a step-up first.

    A GET is somebody coming back from the step-up page: back to the button, nothing signed.
    """
    network = known_network(request, slug)
    if request.method == "POST":
        check_stepped_up(request.actor)
        actions.confirm_casework(network, by=request.actor)
    return HttpResponseRedirect(reverse("directory:casework", args=[network.slug]))
