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
    """One institution at the table. `presence` as a word and `who` came; empty prints a line to
    write on.
    """

    institution: str
    presence: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """`text` is content; empty where the reader does not have its words."""

    number: int
    owner: str
    due_on: date
    text: str = ""


@dataclass(frozen=True, slots=True)
class AgendaPoint:
    """A point with its minutes. `lines`: institution → what it wrote beforehand."""

    number: int
    title: str
    presents: str = ""
    text: str = ""
    lines: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Addendum:
    """What was added after the minutes were closed. `written_at` prints as given."""

    written_at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class MinutesDocument:
    """Everything that stands on the paper. Times are aware and print as given.

    A conference has `about` and `minutes`; a meeting of the table its `points`, whether enough
    were there (`quorum`, a sentence), and what was added later. `draft`: not closed yet.

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
    called: str = ""
    ends_at: datetime | None = None
    points: tuple[AgendaPoint, ...] = ()
    quorum: str = ""
    addenda: tuple[Addendum, ...] = ()
    draft: bool = False


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
                    (_("Meeting"), paper.called),
                    (_("Called by"), paper.called_by),
                    (_("When"), _when(paper, language)),
                    (_("Where"), paper.place),
                    (_("Printed"), date_and_time(paper.printed_at, language)),
                )
                if value
            ],
            "about": paper.about,
            "minutes": paper.minutes,
            "draft": paper.draft,
            "quorum": paper.quorum,
            "points": [_point(one) for one in paper.points],
            "addenda": [
                {"day": date_and_time(one.written_at, language), "text": one.text}
                for one in paper.addenda
            ],
            "seats": [
                {"institution": one.institution, "presence": one.presence, "who": one.who}
                for one in paper.seats
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


def _when(paper: MinutesDocument, language: Language) -> str:
    begins = date_and_time(paper.starts_at, language)
    return f"{begins} – {paper.ends_at:%H:%M}" if paper.ends_at else begins


def _point(one: AgendaPoint) -> dict[str, Printable]:
    return {
        "number": f"{one.number}.",
        "title": one.title,
        "presents": one.presents,
        "text": one.text,
        "lines": [{"institution": name, "text": text} for name, text in one.lines],
    }


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
        "points": _("Agenda and minutes"),
        "presents": _("Presented by"),
        "nothing_said": _("Nothing was written down."),
        "addenda": _("Added after the minutes were closed"),
        "draft": _("Draft: the minutes are not closed yet"),
    }
