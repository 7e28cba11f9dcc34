"""A paper of the pack as PDF bytes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from spona.documents.adoption import agreeing, joining, telling
from spona.documents.adoption.shape import (
    Confidentiality,
    DeadlineList,
    HowToReport,
    Joining,
    Protocol,
    SafeRecord,
    Talk,
)
from spona.documents.adoption.sheet import Paper, as_data
from spona.documents.card_words import printed_line
from spona.documents.render import Language, Printable, render

type AdoptionPaper = (
    Joining | Protocol | Confidentiality | SafeRecord | DeadlineList | HowToReport | Talk
)


def adoption_pdf(
    paper: AdoptionPaper,
    *,
    language: Language,
    checkpoint: str,
    printed_at: datetime,
    font_paths: Iterable[Path],
    practice: bool = False,
) -> bytes:
    """A4 PDF bytes with a place for number, stamp and signature; its metadata says nothing.

    Names come in as given, our own words are in `language`. Raises `DocumentError`.
    """
    with translation.override(language):
        data = as_data(_made(paper)) | {
            "words": _words(),
            "practice": practice,
            "checkpoint": checkpoint,
            "printed": printed_line(printed_at, language),
        }
    return render(
        "adoption.typ", data, language=language, made_at=printed_at, font_paths=font_paths
    )


def _made(paper: AdoptionPaper) -> Paper:
    made: Paper
    match paper:
        case Joining():
            made = joining.decision(paper)
        case Confidentiality():
            made = joining.confidentiality(paper)
        case SafeRecord():
            made = joining.safe_record(paper)
        case Protocol():
            made = agreeing.protocol(paper)
        case DeadlineList():
            made = agreeing.deadlines(paper)
        case HowToReport():
            made = telling.how_to_report(paper)
        case Talk():
            made = telling.talk(paper)
    return made


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
