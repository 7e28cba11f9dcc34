"""A paper as PDF bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from spona.documents.card_words import printed_line
from spona.documents.papers.sheet import Paper, as_data
from spona.documents.render import Language, Printable, render


@dataclass(frozen=True, slots=True)
class Issue:
    """One printing of a paper. `printed_at` is aware and prints as given; `checkpoint` is the
    line of the log; `font_paths` are folders with Noto Sans as TTF.
    """

    language: Language
    printed_at: datetime
    font_paths: tuple[Path, ...]
    checkpoint: str = ""
    practice: bool = False


def paper_pdf(paper: Paper, issue: Issue) -> bytes:
    """A4 PDF bytes with a place for number, stamp and signature; its metadata says nothing.

    Names come in as given, our own words are in the language of the issue. Raises
    `DocumentError`.
    """
    with translation.override(issue.language):
        data = as_data(paper) | {
            "words": _words(),
            "practice": issue.practice,
            "checkpoint": issue.checkpoint,
            "printed": printed_line(issue.printed_at, issue.language),
        }
    return render(
        "paper.typ",
        data,
        language=issue.language,
        made_at=issue.printed_at,
        font_paths=issue.font_paths,
    )


def _words() -> dict[str, Printable]:
    return {
        "draft": _(
            "DRAFT, filled in by Spona. The institution's lawyer confirms it before it is signed."
        ),
        "practice": _("PRACTICE: people and events are invented"),
        "number": _("Registry number"),
        "date": _("Date"),
        "stamp": _("Place for stamp"),
        "signature": _("Signature"),
        "page": _("Page"),
    }
