"""What the person may know of who knows what: first whether paper is safe."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from spona.access.guards import MemberRequest, member
from spona.cases.casefile import actions
from spona.cases.casefile.boxes import referrals_of
from spona.cases.casefile.file_forms import CarryForm
from spona.cases.casefile.file_log import file_happened, file_read
from spona.cases.casefile.views.file import visible_file, visible_of

# Everything that happened with a file, and everybody who read it.


@member("case:open")
@require_safe
def file_log(request: MemberRequest, reference: str) -> HttpResponse:
    """Nothing sealed is opened here: names of colleagues, titles of parts, times."""
    case = visible_file(request, reference)
    referrals = visible_of(referrals_of(case), request)
    context = {
        "case": case,
        "happened": file_happened(case, referrals, reader=request.actor),
        "read": file_read(case),
        "back_url": reverse("cases:file", args=[case.reference]),
    }
    return render(request, "cases/file/log.html", context)


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
