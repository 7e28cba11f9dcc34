"""Releases of a network: the list with its ledger, announcing one, one with its steps."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spona.access.denied import Conflict, Denied
from spona.access.guards import MemberRequest, member, step_up
from spona.deadlines.time import today
from spona.directory.models import Network
from spona.identity.slow_pages import TABLE, slow
from spona.statistics.models import BudgetEntry, CountSheet, Release
from spona.statistics.releases import actions, ledger, noise, published, words
from spona.statistics.releases.policy import current_policy

_YEARS_BACK = 6


@member("statistics:read")
@require_safe
def releases(request: MemberRequest, network: str) -> HttpResponse:
    """Those of one network, newest year first, and every line of its ledger."""
    found = _network(request, network, "statistics:read")
    context = {
        "network": found,
        "releases": Release.objects.visible_to(request.actor).filter(network=found),
        "ledger": BudgetEntry.objects.filter(network=found).select_related("booked_by__person"),
        "is_whole": ledger.is_whole(found.pk),
        "policy": current_policy(),
        "holds_key": found.pk in request.actor.networks_where("statistics:hold_key"),
    }
    return render(request, "statistics/releases.html", context)


@member("statistics:hold_key")
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def announce(request: MemberRequest, network: str) -> HttpResponse:
    """Which years are over and have their budget still."""
    found = _network(request, network, "statistics:hold_key")
    policy, refusal = current_policy(), ""
    sheets = CountSheet.objects.filter(network=found, cohort_year__lt=today().year)
    years = [
        year
        for year in sorted(set(sheets.values_list("cohort_year", flat=True)), reverse=True)
        if not ledger.is_spent(found.pk, year, policy)
    ][:_YEARS_BACK]
    if request.method == "POST":
        chosen = request.POST.get("year", "")
        if chosen in {str(year) for year in years}:
            try:
                made = actions.announce_release(found, int(chosen), by=request.actor)
            except (Denied, Conflict) as refused:
                refusal = str(refused.sentence)
            else:
                return HttpResponseRedirect(reverse("statistics:release", args=[made.pk]))
        else:
            refusal = _("Choose a year.")
    context = {"network": found, "years": years, "policy": policy, "refusal": refusal}
    return render(request, "statistics/announce.html", context)


@member("statistics:read")
@require_safe
def release(request: MemberRequest, release_id: UUID) -> HttpResponse:
    return _page(request, _release(request, release_id))


@member("statistics:hold_key")
@step_up
@slow("release", TABLE)
@require_POST
def make(request: MemberRequest, release_id: UUID) -> HttpResponse:
    found = _release(request, release_id)
    return _act(
        request,
        found,
        lambda: actions.make_release(found, by=request.actor, keys=request.keys),
    )


@member("statistics:hold_key")
@step_up
@require_POST
def freeze(request: MemberRequest, release_id: UUID) -> HttpResponse:
    found = _release(request, release_id)
    return _act(request, found, lambda: actions.freeze_again(found, by=request.actor))


@member("statistics:hold_key")
@step_up
@require_POST
def approve(request: MemberRequest, release_id: UUID) -> HttpResponse:
    found = _release(request, release_id)
    return _act(request, found, lambda: actions.approve_release(found, by=request.actor))


@member("statistics:hold_key")
@step_up
@require_POST
def refuse(request: MemberRequest, release_id: UUID) -> HttpResponse:
    found = _release(request, release_id)
    return _act(request, found, lambda: actions.refuse_release(found, by=request.actor))


def _act(request: MemberRequest, found: Release, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except (Denied, Conflict) as refused:
        return _page(request, _release(request, found.pk), str(refused.sentence))
    return HttpResponseRedirect(reverse("statistics:release", args=[found.pk]))


def _page(request: MemberRequest, found: Release, refusal: str = "") -> HttpResponse:
    """The figures themselves only to who decides about them, or once they are public."""
    holds_key = found.network_id in request.actor.networks_where("statistics:hold_key")
    public = found.status == Release.Status.APPROVED
    shown = found.result and found.has_valid_mac() and (holds_key or public)
    figures = published.of_year(found) if shown else None
    spent = ledger.is_spent(found.network_id, found.cohort_year, found.policy)
    context = {
        "release": found,
        "headline": words.headline(found, broke_off=spent),
        "steps": words.steps(found, broke_off=spent),
        "is_announced": found in published.announced_of(found.network),
        "refusal": refusal,
        "figures": figures,
        "total": words.said(figures.total) if figures else "",
        "counted": words.interval(figures.total.counted) if figures else "",
        "grids": words.grids(figures) if figures else [],
        "lists": words.lists_of(found.plan),
        "tables": [words.title_of(table) for table in found.plan["tables"]],
        "spent": spent,
        "holds_key": holds_key,
        "installed": noise.is_installed(),
        "may_make": holds_key and found.status == Release.Status.ANNOUNCED and not spent,
        "may_decide": holds_key
        and found.status == Release.Status.MADE
        and found.made_by_id != request.actor.account_id,
    }
    return render(request, "statistics/release.html", context, status=409 if refusal else 200)


def _network(request: MemberRequest, slug: str, right: str) -> Network:
    mine = request.actor.networks_where(right)
    rows = Network.objects.real().filter(pk__in=mine).select_related("town")
    return get_object_or_404(rows, slug=slug)


def _release(request: MemberRequest, release_id: UUID) -> Release:
    rows = Release.objects.visible_to(request.actor)
    people = ("announced_by__person", "made_by__person", "decided_by__person")
    return get_object_or_404(rows.select_related("network__town", *people), pk=release_id)
