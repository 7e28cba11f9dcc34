"""The page on which an institution makes its figures: two parts, each with its own button."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from spona.access.guards import MemberRequest
from spona.cases.worklists.count_sheet import SHOW, UPDATE, count_sheet_part
from spona.cases.worklists.service_totals import service_totals_part


def figures_page(request: MemberRequest) -> HttpResponse:
    """One button at a time; the other part stands there as before any."""
    of_sheet = bool({SHOW, UPDATE} & request.POST.keys())
    sheet = count_sheet_part(request, pressed=of_sheet)
    totals = service_totals_part(request, pressed=request.method == "POST" and not of_sheet)
    if sheet.done or totals.done:
        return HttpResponseRedirect(reverse("cases:figures"))
    return render(
        request,
        "cases/worklists/figures.html",
        totals.context | sheet.context,
        status=max(sheet.status, totals.status),
    )
