"""The whole of a case on paper, in the order of time: for an archive, the person or a court."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from spona.documents.render import Language, Printable, render
from spona.documents.report_words import date_and_time


@dataclass(frozen=True, slots=True)
class PaperEntry:
    """One thing that happened or was written; `more` is small and stands under its words."""

    when: str = ""
    head: str = ""
    text: str = ""
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperPart:
    """One heading of the contents. `facts` are label and value, `lines` a day and a sentence."""

    title: str
    lead: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    entries: tuple[PaperEntry, ...] = ()
    lines: tuple[tuple[str, str], ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.facts or self.entries or self.lines)


@dataclass(frozen=True, slots=True)
class WholeCase:
    """`purpose` as a word; `left_out`: titles of the parts that this reader does not open.

    The cover carries the reference and no name; so do header and metadata.
    """

    reference: str
    institution: str
    printed_by: str
    printed_at: datetime
    purpose: str
    opened_on: str
    closed_on: str = ""
    parts: tuple[PaperPart, ...] = ()
    left_out: tuple[str, ...] = ()
    practice: bool = False


def whole_case_pdf(
    case: WholeCase, *, language: Language, checkpoint: str, font_paths: Iterable[Path]
) -> bytes:
    """A4 PDF bytes, marked PDF/UA-1 by typst; reference and number on each page.

    Parts without anything in them are left out. Content stays in the script it was written in.
    Raises `DocumentError`.
    """
    with translation.override(language):
        facts = (
            (_("Institution"), case.institution),
            (_("Opened"), case.opened_on),
            (_("Closed"), case.closed_on),
            (_("Printed by"), case.printed_by),
            (_("Printed"), date_and_time(case.printed_at, language)),
            (_("What for"), case.purpose),
        )
        data: dict[str, Printable] = {
            "reference": case.reference,
            "practice": case.practice,
            "checkpoint": checkpoint,
            "facts": _pairs([pair for pair in facts if pair[1]]),
            "left_out": [*case.left_out],
            "parts": [_part(one) for one in case.parts if not one.is_empty],
            "words": {
                "keep": _(
                    "Keep it locked. What is not needed any more is destroyed, not thrown away."
                ),
                "practice": _("PRACTICE: people and events are invented"),
                "page": _("Page"),
                "contents": _("Contents"),
                "left_out": _("Not in this print, because whoever printed it does not open it:"),
                "end": _("End of the print"),
                "log": _("The log of Spona when this was printed:"),
                "no_log": _("The log has no checkpoint yet."),
            },
        }
    return render(
        "case.typ", data, language=language, made_at=case.printed_at, font_paths=font_paths
    )


def paper_day(day: date, language: Language) -> str:
    """A day with its year, as the rest of the paper writes them."""
    if language == "en":
        return f"{day.day} {day:%B %Y}"
    if language == "hu":
        return f"{day.year}. {day.month}. {day.day}."
    return f"{day.day}. {day.month}. {day.year}."


def _part(one: PaperPart) -> dict[str, Printable]:
    return {
        "title": one.title,
        "lead": one.lead,
        "facts": _pairs(one.facts),
        "lines": _pairs(one.lines),
        "entries": [
            {"when": each.when, "head": each.head, "text": each.text, "more": [*each.more]}
            for each in one.entries
        ],
    }


def _pairs(lines: Sequence[tuple[str, str]]) -> list[Printable]:
    return [{"label": label, "value": value} for label, value in lines]
