"""The columns of the sheet: heads, what their cells hold, the words of their choices."""

from __future__ import annotations

from typing import Final

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from spona.documents.cells import Form
from spona.documents.workbook.columns import IDENT, REMOVE, Book, Column, Sheet
from spona.plans import codes
from spona.plans.labels import KINDS, LABELS, label_of
from spona.plans.models import Counts, Feed, Plan, Unit
from spona.plans.rows import target_name
from spona.reference.scripts import fold

SHEET: Final = "Plan"
KIND: Final = "kind"
_LABEL = lazy(label_of, str)

_COLUMNS: Final = {
    IDENT: Column(pgettext_lazy("column of a plan", "Id"), width=10),
    KIND: Column(LABELS["kind_of_row"], choices=tuple(KINDS.items())),
    "number": Column(LABELS["number"], width=8),
    "title": Column(LABELS["title"], width=44),
    "belongs": Column(LABELS["belongs"]),
    "aligned_to": Column(LABELS["aligned_to"], lists=(codes.OBJECTIVES,)),
    "responsible": Column(LABELS["responsible"], width=32),
    "partners": Column(LABELS["partners"], width=36, many=True),
    "partners_words": Column(LABELS["partners_words"]),
    "starts_on": Column(LABELS["starts_on"], Form.DAY),
    "ends_on": Column(LABELS["ends_on"], Form.DAY),
    "months": Column(LABELS["months"], many=True),
    "counts": Column(LABELS["counts"], choices=tuple(Counts.choices)),
    "percent": Column(LABELS["percent"], Form.WHOLE),
    "units_done": Column(LABELS["units_done"], Form.WHOLE),
    "units_planned": Column(LABELS["units_planned"], Form.WHOLE),
    "funding": Column(LABELS["funding"]),
    "amount": Column(LABELS["amount"], Form.DECIMAL),
    "currency": Column(LABELS["currency"]),
    "unit": Column(LABELS["unit"], choices=tuple(Unit.choices)),
    "baseline": Column(LABELS["baseline"], Form.DECIMAL),
    "verification": Column(LABELS["verification"], width=28),
    "feed": Column(LABELS["feed"], choices=tuple(Feed.choices)),
    "only": Column(LABELS["only"], lists=(codes.SERVICES, codes.SECTORS, codes.KINDS)),
    REMOVE: Column(pgettext_lazy("column of a plan", "Remove")),
}


def book_of(plan: Plan) -> Book:
    """One sheet; the targets of the years of the plan stand after the baseline."""
    columns: dict[str, Column] = {}
    for name, column in _COLUMNS.items():
        columns[name] = column
        if name == "baseline":
            targets = map(target_name, plan.years)
            columns |= {target: Column(_LABEL(target), Form.DECIMAL) for target in targets}
    sheet = Sheet(SHEET, columns, needs=frozenset({KIND, "number"}), frozen=4, one_page=True)
    no_heads = _("The first row must hold the names of the columns, as in the exported plan.")
    return Book({SHEET: sheet}, fold, no_heads)


def head_of(name: str) -> str:
    """In the language of now."""
    return str(_COLUMNS[name].head) if name in _COLUMNS else label_of(name)
