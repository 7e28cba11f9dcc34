"""A service that was given, as it lies in the sealed plan, and what of one cannot be.

No amount of it leaves the seal by being written: see `figures` for the only way out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spona.cases.case.sealed_entry import SealedEntry
from spona.services.units import HOUR, MONEY, NIGHT, UNITS, told_amount, told_sums
from spona.ui.days import until_day

_MOST: Final = 1000
# Of which a part may be given.
_IN_PARTS: Final = frozenset({HOUR, MONEY})


@dataclass(frozen=True, slots=True)
class Given(SealedEntry):
    """`kind` is a code of the list `service`, `unit` one of `UNITS`, `amount` a decimal as text.
    `first` and `last` are ISO days; of nights each night has the day of its evening. `provider` as
    of a step. `at` and `by`: when it was first written down, and by whom. `before`: how it stood
    before each correction, oldest first, with `until` and `changed_by`.
    """

    id: str = ""
    kind: str = ""
    unit: str = ""
    amount: str = ""
    currency: str = ""
    first: str = ""
    last: str = ""
    provider: str = ""
    provider_name: str = ""
    project: str = ""
    project_name: str = ""
    donor: str = ""
    donor_name: str = ""
    note: str = ""
    at: str = ""
    by: str = ""
    before: tuple[Mapping[str, Any], ...] = ()

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Given:
        before = tuple(document.get("before", ()))
        return replace(super(Given, cls).of(document), before=before)

    def to_document(self) -> dict[str, Any]:
        before = [dict(one) for one in self.before]
        return super(Given, self).to_document() | {"before": before}

    @property
    def number(self) -> Decimal:
        return Decimal(self.amount)

    @property
    def first_day(self) -> date:
        return date.fromisoformat(self.first)

    @property
    def last_day(self) -> date:
        return date.fromisoformat(self.last)

    @property
    def days(self) -> int:
        return (self.last_day - self.first_day).days + 1

    @property
    def written_at(self) -> datetime:
        return datetime.fromisoformat(self.at)

    @property
    def told(self) -> str:
        """12 nights, 1.250 RSD."""
        return told_amount(self.unit, self.number, self.currency)

    @property
    def told_days(self) -> str:
        first, last = (f"{until_day(one)} {one.year}" for one in (self.first_day, self.last_day))
        return first if first == last else f"{first} – {last}"

    @property
    def paid_by(self) -> str:
        return " – ".join(filter(None, (self.project_name, self.donor_name)))

    @property
    def corrections(self) -> list[Correction]:
        return [
            Correction(Given.of(one), datetime.fromisoformat(one["until"]), str(one["changed_by"]))
            for one in self.before
        ]

    @property
    def line(self) -> str:
        said = (self.told, self.told_days, self.provider_name, self.paid_by, self.note)
        return ", ".join(filter(None, said))

    def corrected(self, new: Given, *, at: datetime, by: str) -> Given:
        """`new` in the place of this one, which stays to be read under it."""
        was = {name: one for name, one in self.to_document().items() if name != "before"}
        earlier = {**was, "until": at.isoformat(), "changed_by": by}
        return replace(
            new, id=self.id, at=self.at, by=self.by, before=(*self.before, earlier), rest=self.rest
        )

    def part_between(self, first: date, last: date) -> Decimal:
        """Of nights those of these days; else all of it where its last day is one of them."""
        if self.unit != NIGHT:
            return self.number if first <= self.last_day <= last else Decimal(0)
        begun, ended = max(first, self.first_day), min(last, self.last_day)
        return Decimal(max(0, (ended - begun).days + 1))


@dataclass(frozen=True, slots=True)
class Correction:
    """What stood there until `at`, and who changed it."""

    was: Given
    at: datetime
    by: str


def sums_of(rows: Iterable[Given]) -> list[str]:
    """One sum a unit, in the order of `UNITS`; amounts of two currencies are not added up."""
    return told_sums((one.unit, one.currency, one.number) for one in rows)


def mistakes(
    one: Given, *, others: Iterable[Given], opened_on: date, today: date
) -> Iterator[tuple[str, str]]:
    """(field, sentence) of what cannot be; `others` are all that the person was given besides."""
    if one.unit not in UNITS:
        yield "unit", _("Choose what is counted: nights, hours, sessions, meals or money.")
        return
    yield from _of_days(one, opened_on=opened_on, today=today)
    yield from _of_amount(one)
    if one.unit == NIGHT and one.first <= one.last:
        double = next((each for each in others if _same_night(one, each)), None)
        if double is not None:
            yield (
                "first",
                _("Some of these nights are written down already: %(days)s. A person can sleep in "
                  "only one place a night.") % {"days": double.told_days},
            )  # fmt: skip


def _same_night(one: Given, other: Given) -> bool:
    if other.unit != NIGHT or other.id == one.id:
        return False
    return one.first <= other.last and other.first <= one.last


def _of_days(one: Given, *, opened_on: date, today: date) -> Iterator[tuple[str, str]]:
    if one.first_day > today:
        yield "first", _("This day is still to come. Write it down once it was given.")
    elif one.first_day < opened_on:
        yield (
            "first",
            _("The file was opened on %(day)s. What was given before is no part of it.")
            % {"day": until_day(opened_on)},
        )
    if one.last_day < one.first_day:
        yield "last", _("It cannot end before it begins. Look at the two days once more.")
    elif one.last_day > today and one.first_day <= today:
        yield "last", _("This day is still to come. Write it down once it was given.")


def _of_amount(one: Given) -> Iterator[tuple[str, str]]:
    number = one.number
    if number <= 0:
        yield "amount", _("Write how much it was. It must be more than zero.")
    elif one.unit not in _IN_PARTS and number != number.to_integral_value():
        yield "amount", _("Write a whole number.")
    elif one.unit == NIGHT and one.first <= one.last and number != one.days:
        yield (
            "amount",
            ngettext(
                "These days make %(n)d night. Correct the number or the days.",
                "These days make %(n)d nights. Correct the number or the days.",
                one.days,
            )
            % {"n": one.days},
        )
    elif one.unit == HOUR and one.first <= one.last and number > 24 * one.days:
        yield "amount", _("These days do not have so many hours. Look at the number once more.")
    elif one.unit != MONEY and number > _MOST:
        yield "amount", _("Check the number: it is too large.")
    if one.unit == MONEY and not one.currency:
        yield "currency", _("Choose the currency of this amount.")
    elif one.unit != MONEY and one.currency:
        yield "currency", _("Only money has a currency. Leave it empty here.")
