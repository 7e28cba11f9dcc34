"""A form to fill in by hand, for the day on which nothing else works."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from spona.documents.render import Language, Printable, render


@dataclass(frozen=True, slots=True)
class BlankQuestion:
    """`choices` become boxes to tick; `rows` dotted lines to write on."""

    label: str
    hint: str = ""
    choices: tuple[str, ...] = ()
    rows: int = 1


@dataclass(frozen=True, slots=True)
class BlankPart:
    title: str
    questions: tuple[BlankQuestion, ...]


@dataclass(frozen=True, slots=True)
class BlankForm:
    """`head`: what is written above (institution, day, number); `sign`: under the two lines at the
    end; `keep`: what is to be done with the paper, on each page.
    """

    title: str
    lead: str
    head: Sequence[str]
    parts: Sequence[BlankPart]
    sign: Sequence[str]
    keep: str
    made_at: datetime


def blank_form_pdf(form: BlankForm, *, language: Language, font_paths: Iterable[Path]) -> bytes:
    """As PDF bytes. Raises `DocumentError`."""
    data: dict[str, Printable] = {
        "title": form.title,
        "lead": form.lead,
        "words": {"head": [*form.head], "sign": [*form.sign], "keep": form.keep},
        "parts": [
            {
                "title": part.title,
                "questions": [
                    {
                        "label": one.label,
                        "hint": one.hint,
                        "choices": [*one.choices],
                        "rows": one.rows,
                    }
                    for one in part.questions
                ],
            }
            for part in form.parts
        ],
    }
    return render("form.typ", data, language=language, made_at=form.made_at, font_paths=font_paths)
