"""Minutes of a meeting, to be signed: who was there, what was said, what was decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from spona.documents.render import Language, Printable, render
from spona.documents.report_words import date_and_time


@dataclass(frozen=True, slots=True)
class Seat:
    """One institution at the table. `presence` as a word; empty prints a line to write on."""

    institution: str
    presence: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """`text` is content; empty where the reader does not have its words."""

    number: int
    owner: str
    due_on: date
    text: str = ""


@dataclass(frozen=True, slots=True)
class MinutesDocument:
    """Everything that stands on the paper. Times are aware and print as given.

    The title, the header and the metadata carry the reference and nothing else.
    """

    reference: str
    called_by: str
    starts_at: datetime
    printed_at: datetime
    place: str
    about: str
    minutes: str
    seats: tuple[Seat, ...] = ()
    decisions: tuple[Decision, ...] = ()
    practice: bool = False


def minutes_pdf(
    paper: MinutesDocument, *, language: Language, checkpoint: str, font_paths: Iterable[Path]
) -> bytes:
    """A4 PDF bytes, marked PDF/UA-1 by typst; each institution has a line to sign on.

    Our own words are in `language`; content stays in the script it was written in. Raises
    `DocumentError`.
    """
    with translation.override(language):
        data: dict[str, Printable] = {
            "words": _words(),
            "title": _("Minutes %(reference)s") % {"reference": paper.reference},
            "reference": paper.reference,
            "checkpoint": checkpoint,
            "practice": paper.practice,
            "facts": [
                {"label": label, "value": value}
                for label, value in (
                    (_("Called by"), paper.called_by),
                    (_("When"), date_and_time(paper.starts_at, language)),
                    (_("Where"), paper.place),
                    (_("Printed"), date_and_time(paper.printed_at, language)),
                )
                if value
            ],
            "about": paper.about,
            "minutes": paper.minutes,
            "seats": [
                {"institution": one.institution, "presence": one.presence} for one in paper.seats
            ],
            "decisions": [
                {
                    "number": f"{one.number}.",
                    "owner": one.owner,
                    "due": _day(one.due_on, language),
                    "text": one.text,
                }
                for one in paper.decisions
            ],
        }
    return render(
        "minutes.typ", data, language=language, made_at=paper.printed_at, font_paths=font_paths
    )


def _day(day: date, language: Language) -> str:
    if language == "en":
        return f"{day.day} {day:%B %Y}"
    return f"{day.day}. {day.month}. {day.year}."


def _words() -> dict[str, Printable]:
    return {
        "only_here": _("Only for those at the table"),
        "practice": _("PRACTICE: people and events are invented"),
        "page": _("Page"),
        "about": _("What it is about"),
        "present": _("At the table"),
        "institution": _("Institution"),
        "presence": _("Presence"),
        "name": _("Name"),
        "signature": _("Signature"),
        "minutes": _("Minutes"),
        "none": _("No minutes were written yet."),
        "decisions": _("Decisions"),
        "owner": _("Who does it"),
        "due": _("By when"),
        "nothing": _("Nothing was decided."),
        "sign_here": _("For the institution that called it"),
        "registry_number": _("Registry number"),
        "date": _("Date"),
        "stamp": _("Place for stamp"),
    }
