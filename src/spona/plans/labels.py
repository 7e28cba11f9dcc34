"""Values of a plan in words, in the language of whoever reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from django.db.models import TextChoices
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from spona.plans.models import Counts, Feed, Unit
from spona.plans.rows import BETWEEN, INDICATOR, LINE, MEASURE, OBJECTIVE, Value

KINDS: Final[dict[str, Promise]] = {
    OBJECTIVE: pgettext_lazy("row of a plan", "objective"),
    MEASURE: pgettext_lazy("row of a plan", "measure"),
    LINE: pgettext_lazy("row of a plan", "activity"),
    INDICATOR: pgettext_lazy("row of a plan", "indicator"),
}
LABELS: Final[dict[str, Promise]] = {
    "number": pgettext_lazy("column of a plan", "Number"),
    "title": pgettext_lazy("column of a plan", "Title"),
    "belongs": pgettext_lazy("column of a plan", "Belongs to"),
    "aligned_to": pgettext_lazy("column of a plan", "National objective"),
    "responsible": pgettext_lazy("column of a plan", "Responsible"),
    "partners": pgettext_lazy("column of a plan", "Partners"),
    "partners_words": pgettext_lazy("column of a plan", "Other partners"),
    "starts_on": pgettext_lazy("column of a plan", "Begins"),
    "ends_on": pgettext_lazy("column of a plan", "Deadline"),
    "months": pgettext_lazy("column of a plan", "Months"),
    "counts": pgettext_lazy("column of a plan", "Who counts"),
    "percent": pgettext_lazy("column of a plan", "Done, percent"),
    "units_done": pgettext_lazy("column of a plan", "Done, how many"),
    "units_planned": pgettext_lazy("column of a plan", "Planned, how many"),
    "funding": pgettext_lazy("column of a plan", "Funding source"),
    "amount": pgettext_lazy("column of a plan", "Amount"),
    "currency": pgettext_lazy("column of a plan", "Currency"),
    "unit": pgettext_lazy("column of a plan", "Measured in"),
    "baseline": pgettext_lazy("column of a plan", "Baseline"),
    "verification": pgettext_lazy("column of a plan", "Verification"),
    "feed": pgettext_lazy("column of a plan", "Where the number comes from"),
    "only": pgettext_lazy("column of a plan", "Only"),
    "kind_of_row": pgettext_lazy("column of a plan", "Row"),
    "added": gettext_lazy("added"),
    "removed": gettext_lazy("removed"),
}


def label_of(name: str) -> str:
    """What the value is called: "Deadline", "Target 2026"."""
    if name.startswith("target_"):
        return _("Target %(year)s") % {"year": name.removeprefix("target_")}
    return str(LABELS.get(name, name))


def plain_text(value: Value) -> str:
    """A value as it is kept in the history, the same in every language."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


def shown(name: str, text: str, names: Mapping[str, str]) -> str:
    """A kept value for people. `names`: code of an institution or of a list → what it is called."""
    if not text:
        return "–"
    if name.startswith("target_"):
        name = "baseline"
    if name in _CHOICES:
        return str(dict(_CHOICES[name].choices).get(text, text))
    if name in _CODES:
        return ", ".join(names.get(code, code) for code in text.split(BETWEEN))
    return _TOLD[name](text) if name in _TOLD else text


def date_told(day: dt.date) -> str:
    """30. 11. 2026."""
    return formats.date_format(day, "j. n. Y.")


def month_told(month: str) -> str:
    """As in 3/2026 of 2026-03."""
    return f"{int(month[5:7])}/{month[:4]}"


def number_told(value: Decimal, places: int | None = None) -> str:
    """With the comma and the points of the reader's language; no zeros that say nothing."""
    if places is None:
        value = value.normalize()
        places = max(0, -int(value.as_tuple().exponent))
    elif value == value.to_integral_value():
        places = 0
    return formats.number_format(value, places, force_grouping=True)


def money_told(amount: Decimal, currency: str) -> str:
    return f"{number_told(amount, 2)} {currency}"


def measured(value: Decimal | None, unit: str) -> str:
    """A baseline, a target or a reading in its unit."""
    if unit == Unit.SHARE and value is None:
        return _("all")
    if value is None:
        return "–"
    if unit == Unit.PERCENT:
        return f"{number_told(value)}%"
    if unit == Unit.YES_NO:
        return _("no") if value <= 0 else _("yes") if value >= 1 else _("in preparation")
    return number_told(value)


_CODES: Final = frozenset({"responsible", "aligned_to", "only", "partners"})
_CHOICES: Final[dict[str, type[TextChoices]]] = {"counts": Counts, "unit": Unit, "feed": Feed}
_TOLD: Final[dict[str, Callable[[str], str]]] = {
    "starts_on": lambda text: date_told(dt.date.fromisoformat(text)),
    "ends_on": lambda text: date_told(dt.date.fromisoformat(text)),
    "months": lambda text: ", ".join(month_told(one) for one in text.split(BETWEEN)),
    "amount": lambda text: number_told(Decimal(text), 2),
    "baseline": lambda text: number_told(Decimal(text)),
}
