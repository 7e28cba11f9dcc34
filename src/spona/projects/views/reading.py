"""One project, its papers, and its budget as a table for other programs."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from spona import audit
from spona.access.guards import MemberRequest, member
from spona.attachments.downloads import download
from spona.attachments.models import Attachment
from spona.documents.tables import CSV_TYPE, XLSX_TYPE, Cell, csv_table, xlsx_table
from spona.identity.slow_pages import FILE, TABLE, slow
from spona.projects.budget import Budget, budget_of
from spona.projects.models import Due, Publication, Result
from spona.projects.page import page_of
from spona.projects.permissions import may_edit
from spona.projects.rows import TITLES
from spona.projects.views.lookups import known_project, today
from spona.reference.file_names import file_name

_FILES: Final = {"csv": (csv_table, CSV_TYPE), "xlsx": (xlsx_table, XLSX_TYPE)}
_WITH_PAPER: Final[dict[str, type[Result | Publication | Due]]] = {
    "results": Result,
    "publications": Publication,
    "dues": Due,
}


@member("network:read")
@require_safe
def project(request: MemberRequest, slug: str) -> HttpResponse:
    """Everything there is of it; each part leads to its own page for who may change it."""
    found = known_project(request, slug)
    context = page_of(found, today()) | {
        "project": found,
        "may_edit": may_edit(request.actor, found),
    }
    return render(request, "projects/project.html", context)


@member("network:read")
@slow("table", TABLE)
@require_safe
def budget(request: MemberRequest, slug: str, kind: str) -> HttpResponse:
    """Each line with its sums, as CSV or XLSX."""
    found = known_project(request, slug)
    if kind not in _FILES:
        raise Http404
    make_bytes, content_type = _FILES[kind]
    head, rows = _table(budget_of(found, today()))
    audit.record_read("project:budget_read", by=request.actor, subject=found.subject)
    return HttpResponse(
        make_bytes(head, rows),
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{found.slug}.{kind}"',
            "Cache-Control": "no-store",
        },
    )


def _table(shown: Budget) -> tuple[list[Cell], list[list[Cell]]]:
    head: list[Cell] = [
        _("Budget line"), _("Donor"), _("Planned"), _("Currency"), _("Spent"),
        pgettext("of a budget", "Left"),
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            row.line.title, str(row.line.donor or ""), str(row.line.planned), row.line.currency,
            row.spent_told, "" if row.left is None else str(row.left),
        ]
        for row in shown.lines
    ]  # fmt: skip
    return head, rows


@member("network:read")
@slow("file", FILE)
@require_safe
def paper(request: MemberRequest, slug: str, part: str, row_id: UUID) -> HttpResponse:
    """The evidence, the publication or the signed copy, as a file with a neutral name."""
    found = known_project(request, slug)
    if part not in _WITH_PAPER:
        raise Http404
    rows = _WITH_PAPER[part].objects.standing().filter(project=found, pk=row_id)
    kept = get_object_or_404(Attachment, pk__in=rows.values("paper"))
    return download(kept, file_name(found.slug, TITLES[part].title))
