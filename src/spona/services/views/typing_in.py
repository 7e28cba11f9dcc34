"""The page of a quarter on which an institution's totals are typed and corrected."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.directory.models import Institution, Network
from spona.directory.queries import institutions_of
from spona.reference.models import Code
from spona.services import actions
from spona.services.forms import TotalsForm
from spona.services.models import KINDS, Sheet, Total
from spona.services.permissions import check_can_type, is_second_hand
from spona.services.quarters import Quarter
from spona.services.queries import add, kind_labels
from spona.services.views.lookups import known_network, known_quarter


@member("network:read")
@require_safe
def sheet(request: MemberRequest, sheet_id: UUID) -> HttpResponse:
    """From a task to its page."""
    rows = Sheet.objects.filter(network__in=request.actor.networks)
    found = get_object_or_404(rows.select_related("network", "institution"), pk=sheet_id)
    quarter = Quarter(found.year, found.quarter)
    return HttpResponseRedirect(_page_of(found.network, quarter, found.institution))


@member("network:read")
@require_http_methods(["GET", "HEAD", "POST"])
def type_totals(request: MemberRequest, slug: str, quarter: str, code: str) -> HttpResponse:
    """`code`: of the institution. Sent empty it means that there was nothing to report."""
    network, asked = known_network(request, slug), known_quarter(quarter)
    seated = institutions_of(network) | institutions_of(network, asked.last)
    institution = get_object_or_404(seated.distinct(), code=code)
    check_can_type(request.actor, institution, network, asked)
    found = Sheet.objects.filter(
        institution=institution, network=network, year=asked.year, quarter=asked.number
    ).first()
    standing = {} if found is None else {t.kind: t.number for t in found.totals.standing()}
    form = TotalsForm(
        request.POST or None,
        labels=_offered(standing),
        often=_often(institution, network) | standing.keys(),
        standing=standing,
    )
    if request.method == "POST" and form.is_valid():
        nothing = "nothing" in request.POST
        with RefusalAsFormError(form):
            actions.type_totals(
                institution, network=network, quarter=asked,
                numbers={} if nothing else form.numbers, by=request.actor,
            )  # fmt: skip
            back = reverse("services:network")
            return HttpResponseRedirect(f"{back}?network={network.slug}&period={asked.slug}")
    context = {
        "network": network,
        "quarter": asked,
        "institution": institution,
        "form": form,
        "sheet": found,
        "second_hand": is_second_hand(request.actor, institution),
        "history": _history(found),
    }
    status = 422 if form.errors else 200
    return render(request, "services/type_totals.html", context, status=status)


def _page_of(network: Network, quarter: Quarter, institution: Institution) -> str:
    return reverse("services:type_totals", args=[network.slug, quarter.slug, institution.code])


def _offered(standing: dict[str, int | None]) -> dict[str, str]:
    """What is on the list today, and what was typed under a kind that has ended since."""
    day = timezone.localdate()
    valid = set(Code.objects.of(KINDS, day).values_list("code", flat=True))
    return {code: label for code, label in kind_labels().items() if code in valid | standing.keys()}


def _often(institution: Institution, network: Network) -> frozenset[str]:
    rows = Total.objects.filter(sheet__institution=institution, sheet__network=network)
    return frozenset(rows.exclude(number=0).values_list("kind", flat=True))


def _history(found: Sheet | None) -> list[dict[str, Any]]:
    """Every number that ever stood there, the newest first."""
    if found is None:
        return []
    rows = found.totals.select_related("typed_by__person").order_by("-typed_at", "kind")[:100]
    labels = kind_labels({row.kind for row in rows})
    return [
        {
            "total": row,
            "label": labels.get(row.kind, row.kind),
            "told": add([row.number]).told,
            "by": row.typed_by.person.shown_name if row.typed_by else "",
        }
        for row in rows
    ]
