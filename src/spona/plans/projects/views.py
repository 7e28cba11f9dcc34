"""Activities of a project, and the reports to its donors: pages, PDF, DOCX, CSV, XLSX."""

from __future__ import annotations

from typing import Any, Final, cast
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from spona import audit, deadlines
from spona.access.guards import MemberRequest, member
from spona.audit.witnesses import root_line
from spona.documents import Language
from spona.documents.papers import Issue, paper_docx, paper_pdf
from spona.documents.papers.docx_file import DOCX_TYPE
from spona.documents.tables import CSV_TYPE, XLSX_TYPE, Cell, csv_table, xlsx_table
from spona.identity.slow_pages import PAPER, TABLE, slow
from spona.plans import traces
from spona.plans.numbers import CELLS
from spona.plans.projects.activities import MARK, Activities, activities_of, cell_label
from spona.plans.projects.forms import ReportForm, usual
from spona.plans.projects.paper import paper_of
from spona.plans.projects.report import report_of
from spona.projects.budget import budget_trace
from spona.projects.models import Donor, Due, Project, ReportKind
from spona.projects.permissions import may_edit
from spona.projects.views import known_project, today
from spona.reference.file_names import file_name
from spona.reference.letters import in_letters
from spona.services.given_totals import given_trace
from spona.statistics.disclosure import REST

_PAPERS: Final = {"pdf": (paper_pdf, "application/pdf"), "docx": (paper_docx, DOCX_TYPE)}
_TABLES: Final = {"csv": (csv_table, CSV_TYPE), "xlsx": (xlsx_table, XLSX_TYPE)}
# Each in its own letters, as the row of languages shows them.
_LANGUAGES: Final = (("sr", "Ћирилица"), ("sr-latn", "Latinica"), ("en", "English"))


@member("network:read")
@require_safe
def project_report(request: MemberRequest, slug: str) -> HttpResponse:
    """`?donor=&form=&first=&last=` shows the report; without them the form alone, filled in with
    what is usual.
    """
    project = known_project(request, slug)
    donors = list(Donor.objects.standing().filter(project=project).select_related("institution"))
    start = usual(project, next(iter(donors), None), today())
    form = ReportForm(request.GET or None, project=project, initial=start)
    shown = form.is_valid()
    context: dict[str, Any] = {
        "project": project,
        "form": form,
        "donors": donors,
        **(_report(form) if shown else {}),
        "languages": _LANGUAGES,
        "query": _query(form) if shown else "",
        "may_edit": may_edit(request.actor, project),
    }
    status = 422 if request.GET and not shown else 200
    return render(request, "plans/project_report.html", context, status=status)


def _report(form: ReportForm) -> dict[str, Any]:
    """The report, and how each of its sums is made."""
    report = report_of(form.asked)
    period = form.asked.period
    paid = _(
        "What was planned for each line and what was paid on it, as it was written down. Planned"
        " amounts count at the rate of the last day of the report, each payment at that of its own"
        " day."
    )
    return {
        "report": report,
        "people_made": traces.of_project_activities(period),
        "given_made": given_trace(period),
        "budget_made": budget_trace(report.budget, paid, period),
    }


@member("network:read")
@require_safe
def project_report_due(request: MemberRequest, row_id: UUID) -> HttpResponse:
    """From a report that is due, or its task, to its page."""
    seen = Project.objects.visible_to(request.actor)
    rows = Due.objects.standing().filter(project__in=seen).select_related("project")
    due = get_object_or_404(rows, pk=row_id)
    asked = {
        "donor": str(due.donor_id), "form": due.form,
        "first": due.first.isoformat(), "last": due.last.isoformat(),
    }  # fmt: skip
    page = reverse("plans:project_report", args=[due.project.slug])
    return HttpResponseRedirect(f"{page}?{urlencode(asked)}")


@member("network:read")
@slow("paper", PAPER)
@require_safe
def project_report_file(request: MemberRequest, slug: str, kind: str) -> HttpResponse:
    """The same report as PDF or DOCX, in one of three languages, under a neutral name."""
    project = known_project(request, slug)
    form = ReportForm(request.GET, project=project)
    language = request.GET.get("language", "") or str(getattr(request, "language", "sr"))
    if kind not in _PAPERS or language not in dict(_LANGUAGES) or not form.is_valid():
        raise Http404
    with translation.override(language):
        paper = paper_of(report_of(form.asked))
    audit.record_read(
        "project:report_printed", by=request.actor, subject=project.subject,
        detail={"kind": form.cleaned_data["form"]},
    )  # fmt: skip
    issue = Issue(
        cast("Language", language),
        timezone.localtime(deadlines.now()),
        tuple(settings.FONT_PATHS),
        root_line(language),
        practice=any(one.practice for one in project.networks.all()),
    )
    make, content_type = _PAPERS[kind]
    return _file(
        make(in_letters(paper, language), issue),
        content_type,
        f"{file_name(slug, ReportKind(form.cleaned_data['form']).label)}.{kind}",
    )


@member("network:read")
@require_safe
def project_activities(request: MemberRequest, slug: str) -> HttpResponse:
    """Everything that was done for the project, the newest first."""
    project = known_project(request, slug)
    found = activities_of(project)
    longest = max([1, *(seen for *_rest, seen in found.groups)])
    context = {
        "project": project,
        "made": traces.of_project_activities(""),
        "found": found,
        "rows": found.rows[::-1],
        "bars": [
            (label, told, 1000 * seen // longest) for _cell, label, told, seen in found.groups
        ],
    }
    return render(request, "plans/project_activities.html", context)


@member("network:read")
@slow("table", TABLE)
@require_safe
def project_activities_file(request: MemberRequest, slug: str, kind: str) -> HttpResponse:
    """The activities as CSV or XLSX, a column for each sex and age; covered numbers are a mark."""
    project = known_project(request, slug)
    if kind not in _TABLES:
        raise Http404
    audit.record_read("project:activities_read", by=request.actor, subject=project.subject)
    make, content_type = _TABLES[kind]
    return _file(make(*_table(activities_of(project))), content_type, f"{slug}-a.{kind}")


def _table(found: Activities) -> tuple[list[Cell], list[list[Cell]]]:
    head: list[Cell] = [
        _("Reference"), _("When"), _("What"), _("Kind"), _("Audience"), _("Where"),
        _("Institution"), *(cell_label(cell) for cell in (*CELLS, REST)), _("People"),
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            row.activity.reference, row.activity.held_on, row.activity.title, row.kind,
            row.audience, row.where, row.institution,
            *(MARK if (n := row.cells[cell]) is None else n for cell in (*CELLS, REST)),
            row.activity.total,
        ]
        for row in found.rows
    ]  # fmt: skip
    return head, rows


def _query(form: ReportForm) -> str:
    typed = form.cleaned_data
    return urlencode(
        {
            "donor": typed["donor"].pk, "form": typed["form"],
            "first": typed["first"].isoformat(), "last": typed["last"].isoformat(),
        }
    )  # fmt: skip


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )
