"""After a restore: a file that opens for nobody until the holders are let in by name."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.views.decorators.http import require_http_methods

from spona.access.denied import Denied
from spona.access.guards import MemberRequest, member
from spona.cases.casefile.actions import let_in_by_name
from spona.cases.casefile.held_after_restore import waiting_file


@member("referral:assign")
@require_http_methods(["GET", "POST"])
def name_holders(request: MemberRequest, reference: str) -> HttpResponse:
    case = waiting_file(reference, request.actor)
    if case is None:
        raise Http404

    def page(*, status: int = 200, note: str | Promise = "") -> HttpResponse:
        context = {"case": case, "note": note, "back_url": reverse("tasks:mine")}
        return render(request, "cases/file/holders.html", context, status=status)

    if request.method == "GET":
        return page()
    try:
        let_in_by_name(case, by=request.actor, keys=request.keys)
    except Denied as refused:
        return page(status=422, note=refused.sentence)
    return HttpResponseRedirect(reverse("cases:file", args=[case.reference]))
