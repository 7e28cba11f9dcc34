"""The columns of the sheet, their heads in every language, and the words of their choices."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from django.utils import translation
from django.utils.translation import pgettext

from spona.documents.cells import Form
from spona.plans.labels import KINDS, label_of
from spona.plans.models import Counts, Feed, Plan, Unit
from spona.plans.rows import NAMES, target_name
from spona.reference.scripts import fold
from spona.ui.languages import codes

SHEET: Final = "Plan"
LANGUAGES: Final = codes("staff")
IDENT, KIND, REMOVE = "id", "kind", "remove"


_ORDER: Final = (
    "number", "title", "belongs", "aligned_to", "responsible", "partners", "partners_words",
    "starts_on", "ends_on", "months", "counts", "percent", "units_done", "units_planned",
    "funding", "amount", "currency", "unit", "baseline", "verification", "feed", "only",
)  # fmt: skip
_FORMS: Final = {
    "starts_on": Form.DAY, "ends_on": Form.DAY, "percent": Form.WHOLE, "units_done": Form.WHOLE,
    "units_planned": Form.WHOLE, "amount": Form.DECIMAL, "baseline": Form.DECIMAL,
}  # fmt: skip
_WIDTHS: Final = {"title": 44, "responsible": 32, "partners": 36, "verification": 28, "number": 8}


def names(plan: Plan) -> tuple[str, ...]:
    """Of the values, in the order of the sheet; the targets stand after the baseline."""
    after = _ORDER.index("baseline") + 1
    targets = [target_name(year) for year in plan.years]
    return (*_ORDER[:after], *targets, *_ORDER[after:])


def form_of(name: str) -> Form:
    return Form.DECIMAL if name.startswith("target_") else _FORMS.get(name, Form.TEXT)


def width_of(name: str) -> int:
    return _WIDTHS.get(name, 14)


def head_of(name: str) -> str:
    """In the language of now."""
    own = {
        IDENT: pgettext("column of a plan", "Id"),
        KIND: pgettext("column of a plan", "Row"),
        REMOVE: pgettext("column of a plan", "Remove"),
    }
    return own.get(name) or label_of(name)


def heads(plan: Plan) -> dict[str, str]:
    """Folded head in any language → name of the column."""
    every = (IDENT, KIND, *names(plan), REMOVE)
    found: dict[str, str] = {}
    for language in LANGUAGES:
        with translation.override(language):
            found |= {fold(head_of(name)): name for name in every}
    return found


@lru_cache(maxsize=8)
def words_of(name: str) -> dict[str, str]:
    """Folded word in any language, or the code itself → code; for columns with fixed choices."""
    choices: dict[str, Iterable[tuple[str, object]]] = {
        KIND: KINDS.items(), "counts": Counts.choices, "unit": Unit.choices, "feed": Feed.choices,
    }  # fmt: skip
    found: dict[str, str] = {}
    for language in LANGUAGES:
        with translation.override(language):
            found |= {fold(str(word)): code for code, word in choices[name]}
    return found | {fold(code): code for code, _word in choices[name]}


@lru_cache(maxsize=1)
def remove_words() -> frozenset[str]:
    """What marks a row that is to go."""
    said = {"x"}
    for language in LANGUAGES:
        with translation.override(language):
            said.add(fold(pgettext("mark in a workbook", "remove")))
    return frozenset(said)


def has(kind: str, name: str) -> bool:
    """Whether rows of this kind have this value."""
    if name.startswith("target_"):
        return kind == "indicator"
    return name in NAMES[kind]
