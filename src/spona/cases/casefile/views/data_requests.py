"""Requests about data: the list of an institution, a new one, and one with its answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from spona.access.denied import Conflict, Denied
from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import new_token, once, posted_token
from spona.cases.case.acting_membership import acting_membership
from spona.cases.case.models import Case
from spona.cases.casefile.data_request_forms import AnswerRequestForm, RequestForm
from spona.cases.data_requests.actions import answer_request, write_request
from spona.cases.data_requests.documents import Asks
from spona.cases.data_requests.models import DataRequest
from spona.cases.data_requests.queries import (
    Read,
    able_owners,
    deadlines_of,
    is_readable,
    read_request,
)
from spona.vault.refusals import TextConflict

_ENDED_SHOWN = 100


@member("institution:edit_absences")
@require_safe
def data_requests(request: MemberRequest) -> HttpResponse:
    """What runs, the nearest deadline first, and what has ended; nothing is opened here."""
    rows = DataRequest.objects.visible_to(request.actor).select_related("owner__person")
    running = list(rows.running().order_by("received_at"))
    views = deadlines_of(running)
    context = {
        "running": [(row, views.get(row.pk)) for row in running],
        "ended": rows.exclude(ended_at=None).order_by("-ended_at")[:_ENDED_SHOWN],
        "may_look": request.actor.may("referral:assign"),
    }
    return render(request, "cases/data_requests/list.html", context)


@member("institution:edit_absences")
@require_http_methods(["GET", "POST"])
def new_data_request(request: MemberRequest) -> HttpResponse:
    """Once per page."""
    where = acting_membership(request.actor).institution
    form = RequestForm(
        request.POST or None,
        people=able_owners(where),
        initial={"owner": str(request.actor.member_id), "case": request.GET.get("file", "")[:20]},
    )
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            row = write_request(form.arrived, by=request.actor)
            return reverse("cases:data_request", args=[row.pk])

        with RefusalAsFormError(form):
            return HttpResponseRedirect(once(posted_token(request), act))
    context = {"form": form, "token": new_token(), "back_url": reverse("cases:data_requests")}
    status = 422 if request.method == "POST" else 200
    return render(request, "cases/data_requests/new.html", context, status=status)


@member("institution:edit_absences")
@require_http_methods(["GET", "POST"])
def data_request(request: MemberRequest, request_id: UUID) -> HttpResponse:
    """What was asked, and its answer; a POST answers it."""
    rows = DataRequest.objects.visible_to(request.actor)
    found = rows.select_related("owner__person", "institution", "network__town", "box")
    row = get_object_or_404(found, pk=request_id)
    if not is_readable(row, request.actor):
        return _page(request, row, None)
    read = read_request(row, by=request.actor, keys=request.keys)
    form = AnswerRequestForm(
        request.POST or None, is_breach=row.is_breach, initial={"revision": read.revision}
    )
    if request.method == "GET":
        return _page(request, row, read, form)
    if not form.is_valid():
        return _page(request, row, read, form, status=422)
    said = form.cleaned_data
    try:
        answer_request(
            row,
            outcome=said["outcome"],
            answer=said["answer"],
            revision=said["revision"] or 0,
            by=request.actor,
            keys=request.keys,
        )
    except TextConflict as changed:
        data = request.POST.copy()
        data["revision"] = str(changed.revision)
        form.data = data
        theirs = Asks.from_document(changed.theirs) if changed.theirs else None
        more = {"theirs": theirs, "note": changed.sentence}
        return _page(request, row, read, form, status=409, **more)
    except (Conflict, Denied) as refused:
        status = 409 if isinstance(refused, Conflict) else 422
        return _page(request, row, read, form, status=status, note=refused.sentence)
    return HttpResponseRedirect(reverse("cases:data_request", args=[row.pk]))


def _page(
    request: MemberRequest,
    row: DataRequest,
    read: Read | None,
    form: AnswerRequestForm | None = None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    asks = read.asks if read is not None else None
    case = None
    if asks is not None and asks.case:
        case = Case.objects.visible_to(request.actor).filter(reference=asks.case).first()
    context = {
        "one": row,
        "asks": asks,
        "case": case,
        "erased": row.box.erased_at is not None,
        "deadline": deadlines_of([row]).get(row.pk),
        # What was typed stays, also where a colleague has answered meanwhile.
        "form": form if form is not None and (row.ended_at is None or form.is_bound) else None,
        "back_url": reverse("cases:data_requests"),
    }
    return render(request, "cases/data_requests/one.html", context | more, status=status)
