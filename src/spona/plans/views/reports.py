"""The report of a half-year or a year: as a page, as PDF and DOCX, and kept as it went out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from spona.access.guards import MemberRequest, member
from spona.attachments.downloads import download
from spona.deadlines.late import today_in
from spona.documents.papers.sheet import Chart, chart_data
from spona.identity.slow_pages import PAPER, slow
from spona.plans import actions, traces
from spona.plans.forms import WordsForm
from spona.plans.models import FiledReport, Half, Plan
from spona.plans.periods import Period, half_before, year_of
from spona.plans.permissions import check_can_edit, may_edit
from spona.plans.reports.facts import COUNCIL, DONOR, READERS, facts_of, period_asked
from spona.plans.reports.files import TYPES, name_of, report_bytes
from spona.plans.reports.paper import paper_of
from spona.plans.views.lookups import as_file, known_plan
from spona.reference.file_names import file_name


@dataclass(frozen=True, slots=True)
class Choice:
    """A tab above the report."""

    url: str
    label: str
    current: bool


@member("network:read")
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: MemberRequest, plan_id: UUID) -> HttpResponse:
    """`?for=` council or donor, `?year=`, `?half=` 0, 1 or 2. POST keeps what people add
    (`write`), or the report as it is now (`file`).
    """
    plan = known_plan(request, plan_id)
    period, reader = _asked(request, plan)
    form = None
    if request.method == "POST":
        check_can_edit(request.actor, plan.network)
        form = WordsForm(request.POST)
        if form.is_valid():
            actions.write_words(
                plan,
                period,
                problems=form.cleaned_data["problems"],
                proposals=form.cleaned_data["proposals"],
                by=request.actor,
            )
            if request.POST.get("do") == "file":
                _file(request, plan, period, reader)
            return HttpResponseRedirect(_here(plan, period, reader))
    return _page(request, plan, period, reader, form)


def _file(request: MemberRequest, plan: Plan, period: Period, reader: str) -> None:
    facts = facts_of(plan, period, reader)
    content = report_bytes(facts, "pdf", _language(request))
    actions.file_report(
        plan, period, reader=reader, content=content, name=name_of(facts, "pdf"), by=request.actor
    )


def _page(
    request: MemberRequest, plan: Plan, period: Period, reader: str, form: WordsForm | None
) -> HttpResponse:
    facts = facts_of(plan, period, reader)
    paper = paper_of(facts)
    edits = may_edit(request.actor, plan.network_id)
    words = facts.words
    initial = {"problems": words.problems, "proposals": words.proposals} if words else {}
    context: dict[str, Any] = {
        "plan": plan,
        "practice": plan.network.practice,
        "paper": paper,
        "made": traces.of_report(plan, period),
        "parts": [(part, _bars(part.chart)) for part in paper.parts],
        "readers": _readers(plan, period, reader),
        "periods": _periods(plan, period, reader),
        "files": [(kind, _file_url(plan, period, reader, kind)) for kind in TYPES],
        "form": (form or WordsForm(initial=initial)) if edits else None,
        "filed": plan.reports.filter(year=period.year, half=period.half).select_related("paper"),
        "reader": reader,
    }
    wrong = form is not None and bool(form.errors)
    return render(request, "plans/report.html", context, status=422 if wrong else 200)


def _bars(chart: Chart | None) -> list[dict[str, Any]]:
    if chart is None:
        return []
    bars: list[dict[str, Any]] = chart_data(chart)["bars"]  # type: ignore[assignment]
    return bars


@member("network:read")
@slow("paper", PAPER)
@require_safe
def report_file(request: MemberRequest, plan_id: UUID, kind: str) -> HttpResponse:
    """The same parts as PDF or DOCX."""
    plan = known_plan(request, plan_id)
    if kind not in TYPES:
        raise Http404
    period, reader = _asked(request, plan)
    facts = facts_of(plan, period, reader)
    content = report_bytes(facts, kind, _language(request))
    return as_file(content, TYPES[kind], name_of(facts, kind))


@member("network:read")
@slow("paper", PAPER)
@require_safe
def filed_report(request: MemberRequest, report_id: UUID) -> HttpResponse:
    """A report as it went out."""
    rows = FiledReport.objects.filter(plan__network__in=request.actor.networks)
    row = get_object_or_404(rows.select_related("paper__bytes"), pk=report_id)
    return download(
        row.paper, file_name(pgettext("file name", "report"), row.year, f"{row.filed_at:%Y%m%d}")
    )


def _asked(request: MemberRequest, plan: Plan) -> tuple[Period, str]:
    reader = request.GET.get("for", COUNCIL)
    year, half = request.GET.get("year", ""), request.GET.get("half", "")
    if reader not in READERS:
        raise Http404
    if not year and not half:
        return _latest(plan), reader
    if not (year.isdecimal() and len(year) == 4 and half in ("0", "1", "2")):
        raise Http404
    period = period_asked(plan, int(year), int(half))
    if period is None:
        raise Http404
    return period, reader


def _latest(plan: Plan) -> Period:
    """The half-year that was over last, where the plan has it; else the year of today."""
    last = half_before(today_in(plan.network))
    found = period_asked(plan, last.year, last.half)
    if found is not None and found.half == Half.FIRST:
        return found
    year = last.year if found is not None else year_of(plan, today_in(plan.network))
    whole = period_asked(plan, year, Half.YEAR)
    if whole is None:  # a plan always has its own years
        raise Http404
    return whole


def _here(plan: Plan, period: Period, reader: str) -> str:
    said = {"for": reader, "year": period.year, "half": int(period.half)}
    return reverse("plans:report", args=[plan.pk], query=said)


def _file_url(plan: Plan, period: Period, reader: str, kind: str) -> str:
    said = {"for": reader, "year": period.year, "half": int(period.half)}
    return reverse("plans:report_file", args=[plan.pk, kind], query=said)


def _readers(plan: Plan, period: Period, reader: str) -> list[Choice]:
    labels = {COUNCIL: _("City council"), DONOR: _("Donor")}
    return [Choice(_here(plan, period, one), labels[one], one == reader) for one in READERS]


def _periods(plan: Plan, period: Period, reader: str) -> list[Choice]:
    found = []
    for year in plan.years:
        for half in (Half.FIRST, Half.SECOND, Half.YEAR):
            one = period_asked(plan, year, half)
            if one is not None:
                current = (one.year, one.half) == (period.year, period.half)
                found.append(Choice(_here(plan, one, reader), one.label, current))
    return found


def _language(request: MemberRequest) -> str:
    return str(getattr(request, "language", "sr"))
