"""What was agreed on, on one A4 in plain words for the person whose plan it is: no name on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from spona.documents.render import Language, Printable, render


@dataclass(frozen=True, slots=True)
class PlanLine:
    text: str
    done: bool = False


@dataclass(frozen=True, slots=True)
class PlanPart:
    """One need: a plain title, the person's own words, and what is done for it."""

    title: str
    quote: str
    lines: tuple[PlanLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPlan:
    """Texts as they are printed. `again` says when they talk next, `emergency` and `number` are
    numbers to call; what is empty is left out.
    """

    reference: str
    title: str
    lead: str
    parts: tuple[PlanPart, ...]
    again: str = ""
    afraid: str = ""
    emergency: str = ""
    ask: str = ""
    number: str = ""


def person_plan_pdf(
    plan: PersonPlan, *, language: Language, printed_at: datetime, font_paths: Iterable[Path]
) -> bytes:
    """One page as PDF bytes; its metadata says nothing. Raises `DocumentError`."""
    with translation.override(language):
        words: dict[str, Printable] = {"done": _("done"), "open": _("not yet")}
    data: dict[str, Printable] = {
        "words": words,
        "reference": plan.reference,
        "title": plan.title,
        "lead": plan.lead,
        "parts": [_part(one) for one in plan.parts],
        "again": plan.again,
        "afraid": plan.afraid,
        "emergency": plan.emergency,
        "ask": plan.ask,
        "number": plan.number,
    }
    return render(
        "person_plan.typ", data, language=language, made_at=printed_at, font_paths=font_paths
    )


def _part(part: PlanPart) -> dict[str, Printable]:
    lines: list[Printable] = [{"text": one.text, "done": one.done} for one in part.lines]
    return {"title": part.title, "quote": part.quote, "lines": lines}
