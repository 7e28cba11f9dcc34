"""What a part of a plan must be, one sentence for each mistake; for forms and workbooks alike."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterator
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from spona.plans.models import Counts, Currency, Feed, Plan, Unit
from spona.plans.numbering import is_number
from spona.plans.rows import BETWEEN, INDICATOR, LINE, MEASURE, OBJECTIVE, Values

_MONTH: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_LONGEST: Final = {"title": 200, "partners_words": 200, "funding": 120, "verification": 200}
_MOST: Final = Decimal(10) ** 12
_UNITS: Final = 1_000_000

type Mistake = tuple[str, str]
"""(name of the value, the sentence)"""


class Around:
    """What is there beside the part: numbers of others, codes of institutions and lists."""

    __slots__ = ("codes", "institutions", "measures", "objectives", "plan")

    def __init__(
        self,
        plan: Plan,
        *,
        objectives: Collection[str],
        measures: Collection[str],
        institutions: Collection[str],
        codes: Callable[[str], Collection[str]],
    ) -> None:
        self.plan, self.objectives, self.measures = plan, objectives, measures
        self.institutions, self.codes = institutions, codes


def mistakes(kind: str, values: Values, around: Around) -> list[Mistake]:
    """Every mistake in the values of one part, none where it may be written."""
    found = [*_common(values)]
    if kind == OBJECTIVE:
        found += _objective(values, around)
    elif kind == MEASURE:
        found += _belongs(values, around.objectives)
    elif kind == LINE:
        found += _belongs(values, {*around.objectives, *around.measures})
        found += [*_people(values, around), *_time(values, around.plan), *_money(values)]
        found += _units(values)
    elif kind == INDICATOR:
        found += [*_belongs(values, around.objectives), *_people(values, around)]
        found += _indicator(values, around)
    return found


def _common(values: Values) -> Iterator[Mistake]:
    if not is_number(str(values["number"] or "")):
        yield "number", _("Write the number like 2 or 2.1.")
    if not str(values["title"] or "").strip():
        yield "title", _("Write what it is called.")
    for name, most in _LONGEST.items():
        if len(str(values.get(name) or "")) > most:
            yield name, _("This is too long: at most %(n)d characters.") % {"n": most}


def _objective(values: Values, around: Around) -> Iterator[Mistake]:
    aligned = values["aligned_to"]
    if aligned and aligned not in around.codes("national_objective"):
        yield "aligned_to", _("No confirmed national objective is called so. Choose from the list.")


def _belongs(values: Values, there: Collection[str]) -> Iterator[Mistake]:
    if values["belongs"] not in there:
        yield "belongs", _("No objective or measure has this number. Write it down first.")


def _people(values: Values, around: Around) -> Iterator[Mistake]:
    said = str(values.get("responsible") or "")
    if said and said not in around.institutions:
        yield "responsible", _("%(name)s does not sit in the network.") % {"name": said}
    for code in filter(None, str(values.get("partners") or "").split(BETWEEN)):
        if code not in around.institutions:
            yield "partners", _("%(name)s does not sit in the network.") % {"name": code}


def _time(values: Values, plan: Plan) -> Iterator[Mistake]:
    begins, ends = values["starts_on"], values["ends_on"]
    if not isinstance(begins, dt.date):
        yield "starts_on", _("Choose the day on which it begins.")
        return
    if not isinstance(ends, dt.date):
        yield "ends_on", _("Choose the day until which it is done.")
        return
    if ends < begins:
        yield "ends_on", _("The deadline lies before the beginning. Correct one of the two dates.")
    elif begins < plan.starts_on or ends > plan.ends_on:
        days = {
            "first": plan.starts_on.strftime("%d.%m.%Y."),
            "last": plan.ends_on.strftime("%d.%m.%Y."),
        }
        yield "ends_on", _("The plan runs from %(first)s to %(last)s. Stay inside it.") % days
    within = (begins.strftime("%Y-%m"), ends.strftime("%Y-%m"))
    for month in filter(None, str(values["months"] or "").split(BETWEEN)):
        if not _MONTH.fullmatch(month):
            yield "months", _("Write months like 2026-03, with a semicolon between them.")
        elif not within[0] <= month <= within[1]:
            yield "months", _("A planned month lies outside of the beginning and the deadline.")


def _money(values: Values) -> Iterator[Mistake]:
    amount, currency = values["amount"], values["currency"]
    if currency and currency not in Currency.values:
        yield "currency", _("The currency is RSD or EUR.")
    if amount is None:
        return
    if not isinstance(amount, Decimal) or amount < 0 or amount >= _MOST:
        yield "amount", _("Write the amount as a number that is not negative.")
    if not currency:
        yield "currency", _("Say in which currency the amount is: RSD or EUR.")


def _units(values: Values) -> Iterator[Mistake]:
    if values["counts"] not in Counts.values:
        yield "counts", _("Choose who counts what is done.")
    elif values["counts"] != Counts.HAND and not values["units_planned"]:
        yield "units_planned", _("Say how many are planned, so that counting has an end.")
    percent = values["percent"]
    if not isinstance(percent, int) or not 0 <= percent <= 100:
        yield "percent", _("Write a number from 0 to 100.")
    for name in ("units_planned", "units_done"):
        number = values[name]
        if number is not None and not (isinstance(number, int) and 0 <= number <= _UNITS):
            yield name, _("Write a whole number that is not negative.")


def _indicator(values: Values, around: Around) -> Iterator[Mistake]:
    if values["unit"] not in Unit.values:
        yield "unit", _("Choose in what it is measured.")
    if values["feed"] not in Feed.values:
        yield "feed", _("Choose from where the number comes.")
    only = values["only"]
    lists = {
        Feed.ACTIVITIES: "activity_kind", Feed.PEOPLE: "activity_kind", Feed.TRAINED: "sector",
        Feed.REPORTS: "sector",
    }  # fmt: skip
    wanted = lists.get(values["feed"])  # type: ignore[call-overload]
    if (
        only
        and (wanted is None or only not in around.codes(wanted))
        and (values["feed"] != Feed.SERVICES)
    ):
        yield "only", _("This narrows nothing here. Choose from the list, or leave it empty.")
    numbers = [name for name in values if name == "baseline" or name.startswith("target_")]
    for name in numbers:
        value = values[name]
        if value is not None and (not isinstance(value, Decimal) or not 0 <= value < _MOST):
            yield name, _("Write a number that is not negative.")
