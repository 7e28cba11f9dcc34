"""The three lists, the search by name, and a list taken along as a table."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spona.access.denied import Denied
from spona.access.guards import MemberRequest, member, step_up
from spona.cases.careplan.service_totals_update import may_make_figures
from spona.cases.case.acting_membership import acting_membership
from spona.cases.case.models import Case
from spona.cases.worklists import exporting, institution_cases, next_steps
from spona.cases.worklists.figures import figures_page
from spona.cases.worklists.files import files as files_of
from spona.cases.worklists.filters import Filters, read_filters
from spona.cases.worklists.forms import ExportForm
from spona.cases.worklists.kinds import FILES, QUEUE, SENT, List
from spona.cases.worklists.matching import SHORTEST, folded
from spona.cases.worklists.paging import FOR_PRINT, SIZE, page_number
from spona.cases.worklists.queue import queue as queue_of
from spona.cases.worklists.searching import search
from spona.cases.worklists.sent import sent as sent_by
from spona.deadlines.exclusions import asked_once
from spona.deadlines.time import today
from spona.documents.tables import CSV_TYPE, XLSX_TYPE
from spona.identity.slow_pages import TABLE, slow
from spona.reference.file_names import file_name
from spona.reference.reference_codes import normalise
from spona.ui.trace import Facts, Trace

_TYPES = {"csv": CSV_TYPE, "xlsx": XLSX_TYPE}


@member()
@require_safe
def queue(request: MemberRequest) -> HttpResponse:
    """For intake holders all that has arrived; for a case worker what was assigned to them."""
    _check_has_queue(request)
    filters, context = _asked(request, QUEUE)
    rows = queue_of(request.actor, request.keys, filters, *_place(request))
    return render(request, "cases/queue.html", context | {"queue": rows, "page": rows.page})


@member("report:follow")
@require_safe
def sent(request: MemberRequest) -> HttpResponse:
    filters, context = _asked(request, SENT)
    rows = sent_by(request.actor, request.keys, filters, *_place(request))
    return render(request, "cases/sent.html", context | {"sent": rows, "page": rows.page})


@member("case:open")
@require_safe
def files(request: MemberRequest) -> HttpResponse:
    """Files of the institution to which an open key leads; names are opened and logged."""
    filters, context = _asked(request, FILES)
    page = files_of(request.actor, request.keys, filters, *_place(request))
    context |= {"page": page, "gives_out": request.actor.may("referral:assign")}
    return render(request, "cases/worklists/files.html", context)


@member("case:write")
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: MemberRequest) -> HttpResponse:
    """Files of this person by what comes next. A POST opens the names, which is logged."""
    shown = request.GET.get("show", "")
    number, size = _place(request)
    page = next_steps.my_cases(
        request.actor,
        request.keys,
        shown=shown,
        names=request.method == "POST",
        number=number,
        size=size,
    )
    context = {
        "page": page,
        "counts": next_steps.counts(request.actor),
        "shown": shown,
        "named": request.method == "POST",
        "export_url": reverse(FILES.export),
        "export_query": urlencode(
            {"assigned": "me", "state": "closed" if shown == "closed" else "open"}
        ),
        **_listed(request, "cases:mine", shown),
    }
    return render(request, "cases/worklists/mine.html", context)


@member("referral:assign")
@require_safe
def institution(request: MemberRequest) -> HttpResponse:
    """What of the institution has no next step, who leads how much, and the next days."""
    shown = request.GET.get("show", "")
    number, size = _place(request)
    counted = institution_cases.counts(request.actor)
    context: dict[str, Any] = {
        "counts": counted,
        "shown": shown,
        "may_make_figures": may_make_figures(request.actor),
        "may_take_out": request.actor.may("key:hold"),
        **_listed(request, "cases:institution", shown),
    }
    if shown:
        context["page"] = institution_cases.listed(
            request.actor, shown=shown, number=number, size=size
        )
    else:
        where = acting_membership(request.actor).institution
        context |= {
            "stepless": institution_cases.listed(request.actor, shown="stepless")
            if counted.stepless
            else None,
            "loads": institution_cases.loads(request.actor, where, settings.TIME_ZONE),
            "days": institution_cases.next_days(request.actor, settings.TIME_ZONE),
            "today": today(),
            "made": _made(),
        }
    return render(request, "cases/worklists/institution.html", context)


def _made() -> Trace:
    """Of the table of colleagues."""
    return Trace(
        "loads",
        _("Open files by the colleague who leads them, and the steps of theirs that have a day."),
        period=_("as it stands today"),
        facts=Facts(_("Files of the institution"), reverse("cases:files")),
    )


@member("case:open")
@slow("table", TABLE, methods=("POST",))
@require_http_methods(["GET", "HEAD", "POST"])
def figures(request: MemberRequest) -> HttpResponse:
    """Totals of services given, and the count sheets: a POST shows what would leave, a second one
    tells or seals it.
    """
    if not may_make_figures(request.actor):
        raise Http404
    return figures_page(request)


def _listed(request: MemberRequest, page: str, shown: str) -> dict[str, Any]:
    """Where in a list of next steps one is, for its tabs and the line under it."""
    return {
        "list_url": reverse(page),
        "query": urlencode({"show": shown}) if shown else "",
        "printing": "print" in request.GET,
        "gives_out": request.actor.may("referral:assign"),
    }


@member("case:open")
@require_POST
@asked_once()
def find(request: MemberRequest) -> HttpResponse:
    """By a name, or by a reference, which then stands in the address and may be passed on."""
    typed = request.POST.get("q", "").strip()[:100]
    try:
        reference = normalise(typed)
    except ValueError:
        reference = None
    if reference is not None and Case.objects.tombstones_of(request.actor).filter(
        reference=reference
    ):
        return HttpResponseRedirect(reverse("cases:destroyed_file", args=[reference]))
    if reference is not None:
        return HttpResponseRedirect(f"{reverse(FILES.page)}?{urlencode({'reference': reference})}")
    context: dict[str, Any] = {"typed": typed, "too_short": len(folded(typed)) < SHORTEST}
    if not context["too_short"]:
        number = page_number(request.POST.get("page"))
        context["page"] = search(typed, request.actor, request.keys, number)
    return render(request, "cases/worklists/found.html", context)


@member("case:open")
@step_up
@slow("table", TABLE, methods=("POST",))
@require_http_methods(["GET", "HEAD", "POST"])
def export_files(request: MemberRequest) -> HttpResponse:
    return _export(request, FILES)


@member()
@step_up
@slow("table", TABLE, methods=("POST",))
@require_http_methods(["GET", "HEAD", "POST"])
def export_queue(request: MemberRequest) -> HttpResponse:
    _check_has_queue(request)
    return _export(request, QUEUE)


@member("report:follow")
@step_up
@slow("table", TABLE, methods=("POST",))
@require_http_methods(["GET", "HEAD", "POST"])
def export_sent(request: MemberRequest) -> HttpResponse:
    return _export(request, SENT)


def _export(request: MemberRequest, of: List) -> HttpResponse:
    """A page that says what goes along; its button gives the file, under a name that tells
    nothing.
    """
    filters, context = _asked(request, of)
    form = ExportForm(request.POST or None, names=of is FILES)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(
            request, "cases/worklists/export.html", context | {"export": form}, status=status
        )
    said = form.cleaned_data
    content = exporting.export(
        of,
        filters,
        form=said["form"],
        names=said.get("names", False),
        by=request.actor,
        keys=request.keys,
    )
    name, kind = file_name(pgettext("file name", "list")), said["form"]
    return HttpResponse(
        content,
        content_type=_TYPES[said["form"]],
        headers={
            "Content-Disposition": f'attachment; filename="{name}.{kind}"',
            "Cache-Control": "no-store",
            "Accept-Ranges": "none",
        },
    )


def _asked(request: MemberRequest, of: List) -> tuple[Filters, dict[str, Any]]:
    form, filters = read_filters(request.GET, of=of, actor=request.actor)
    printing = "print" in request.GET
    context = {
        "list": of,
        "form": form,
        "filters": filters,
        "query": filters.query,
        "list_url": reverse(of.page),
        "export_url": reverse(of.export),
        "printing": printing,
        "all_files": request.actor.may("case:open"),
    }
    return filters, context


def _place(request: MemberRequest) -> tuple[int, int]:
    """The page asked for and how many rows it has."""
    return page_number(request.GET.get("page")), FOR_PRINT if "print" in request.GET else SIZE


def _check_has_queue(request: MemberRequest) -> None:
    if not (request.actor.may("queue:read") or request.actor.may("referral:work")):
        raise Denied(_("Your role has no queue. Your own reports are under “My reports”."))
