"""Everything that happened with a file, and everybody who read it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from spona.access.guards import MemberRequest, member
from spona.cases.casefile.boxes import referrals_of
from spona.cases.casefile.file_log import file_happened, file_read
from spona.cases.casefile.views.file import visible_file, visible_of


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
