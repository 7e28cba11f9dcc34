"""The report as PDF or DOCX bytes, with charts; its name and its metadata say nothing."""

from __future__ import annotations

from typing import Final, cast

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import pgettext

from spona import deadlines
from spona.documents.papers import Issue, paper_docx, paper_pdf
from spona.documents.papers.docx_file import DOCX_TYPE
from spona.documents.render import Language
from spona.plans.reports.facts import Facts
from spona.plans.reports.paper import paper_of
from spona.reference.file_names import file_name
from spona.reference.letters import in_letters

TYPES: Final = {"pdf": "application/pdf", "docx": DOCX_TYPE}


def report_bytes(facts: Facts, kind: str, language: str) -> bytes:
    """`kind`: pdf or docx; `language`: that of the reader's pages."""
    issue = Issue(
        language=cast("Language", language),
        printed_at=timezone.localtime(deadlines.now()),
        font_paths=tuple(settings.FONT_PATHS),
        practice=facts.plan.network.practice,
    )
    with translation.override(language):
        paper = in_letters(paper_of(facts), language)
    return paper_pdf(paper, issue) if kind == "pdf" else paper_docx(paper, issue)


def name_of(facts: Facts, kind: str) -> str:
    """As report-2026-1.pdf: neutral, and the same for both readers."""
    period = facts.period
    name = file_name(pgettext("file name", "report"), period.year, period.half)
    return f"{name}.{kind}"
