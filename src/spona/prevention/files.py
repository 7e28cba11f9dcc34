"""Papers and tables as answers: a neutral name, and no copy stays in the browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, cast

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import timezone, translation

from spona.access.guards import MemberRequest
from spona.audit.witnesses import root_line
from spona.documents import Language
from spona.documents.papers import Issue, Paper, paper_docx, paper_pdf
from spona.documents.papers.docx_file import DOCX_TYPE
from spona.documents.tables import CSV_TYPE, XLSX_TYPE, Cell, csv_table, xlsx_table
from spona.reference.letters import in_letters
from spona.ui.languages import codes

_TABLES: Final = {"csv": (csv_table, CSV_TYPE), "xlsx": (xlsx_table, XLSX_TYPE)}
_PAPERS: Final = {"pdf": (paper_pdf, "application/pdf"), "docx": (paper_docx, DOCX_TYPE)}


def paper_answer(
    paper: Paper, name: str, kind: str, *, language: Language, practice: bool = False
) -> HttpResponse:
    """`kind` is pdf or docx; 404 for another."""
    if kind not in _PAPERS:
        raise Http404
    make, content_type = _PAPERS[kind]
    issue = Issue(
        language=language,
        printed_at=timezone.localtime(),
        font_paths=tuple(settings.FONT_PATHS),
        checkpoint=root_line(language),
        practice=practice,
    )
    return _answer(make(in_letters(paper, language), issue), content_type, f"{name}.{kind}")


def table_answer(rows: Iterator[list[Cell]], kind: str) -> HttpResponse:
    """The first row is the head. `kind` is csv or xlsx; 404 for another."""
    if kind not in _TABLES:
        raise Http404
    make, content_type = _TABLES[kind]
    head = next(rows)
    return _answer(make(head, rows), content_type, f"spona.{kind}")


def language_of(request: MemberRequest) -> Language:
    """`?language=`, else that of the reader; 404 for one in which no paper is made."""
    asked = request.GET.get("language", "") or translation.get_language() or "sr"
    if asked not in codes("staff"):
        raise Http404
    return cast("Language", asked)


def _answer(content: bytes, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        headers={
            "Content-Type": content_type,
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )
