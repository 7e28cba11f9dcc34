"""What the person may know of who knows what: first whether paper is safe."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from spona.access.guards import MemberRequest, member
from spona.cases.casefile import actions
from spona.cases.casefile.file_forms import CarryForm
from spona.cases.casefile.views.file import visible_file


@member("case:write")
@require_http_methods(["GET", "POST"])
def disclosures(request: MemberRequest, reference: str) -> HttpResponse:
    """Paper only where the person has said that it is safe to carry it."""
    case = visible_file(request, reference)
    form = CarryForm(request.POST or None)
    context = {
        "case": case,
        "form": form,
        "back_url": reverse("cases:file", args=[case.reference]),
    }
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        return render(request, "cases/file/told.html", context, status=status)
    context["told"] = actions.read_told(case, by=request.actor, keys=request.keys)
    context["on_paper"] = form.cleaned_data["safe"] == "yes"
    return render(request, "cases/file/told.html", context)
