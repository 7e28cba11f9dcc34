"""Quarters of a year, and which of them is over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

FIRST_YEAR = 2013


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    year: int
    number: int

    @property
    def first(self) -> dt.date:
        return dt.date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> dt.date:
        return self.after.first - dt.timedelta(days=1)

    @property
    def after(self) -> Quarter:
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def before(self) -> Quarter:
        return Quarter(self.year - (self.number == 1), (self.number - 2) % 4 + 1)

    @property
    def slug(self) -> str:
        return f"{self.year}-{self.number}"

    def __str__(self) -> str:
        return f"{_ROMAN[self.number - 1]}/{self.year}"


_ROMAN = ("I", "II", "III", "IV")


def quarter_of(day: dt.date) -> Quarter:
    return Quarter(day.year, (day.month + 2) // 3)


def quarter_named(slug: str) -> Quarter | None:
    """2026-3; None for what names no quarter since the first networks."""
    year, dash, number = slug.partition("-")
    if not (dash and year.isascii() and year.isdigit() and len(year) == 4 and number in "1234"):
        return None
    if len(number) != 1 or not FIRST_YEAR <= int(year) <= 2199:
        return None
    return Quarter(int(year), int(number))


def within(first: dt.date, last: dt.date) -> Iterator[Quarter]:
    """Quarters that lie wholly between the two days."""
    one = quarter_of(first)
    if one.first < first:
        one = one.after
    while one.last <= last:
        yield one
        one = one.after
