"""Fifty rows a page, and a count that does not grow with the list.

Beyond a thousand nobody needs the exact number, and counting it would take longer than the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet

SIZE: Final = 50
FOR_PRINT: Final = 500
COUNTED: Final = 1000


@dataclass(frozen=True, slots=True)
class Page[Row]:
    """`first` and `last` are the places of its rows, from one; `count` at most COUNTED + 1."""

    rows: list[Row]
    number: int
    first: int
    last: int
    count: int
    more: bool

    @property
    def previous(self) -> int:
        return self.number - 1

    @property
    def next(self) -> int:
        return self.number + 1 if self.more else 0

    @property
    def many(self) -> bool:
        """True where there are more than were counted."""
        return self.count > COUNTED

    @property
    def counted(self) -> int:
        return min(self.count, COUNTED)

    @property
    def is_part(self) -> bool:
        return self.more or self.number > 1


def page_number(typed: str | None) -> int:
    """The page that an address asks for; the first one where it says nonsense."""
    return (
        int(typed)
        if typed and typed.isascii() and typed.isdigit() and len(typed) < 7 and int(typed)
        else 1
    )


def cut[Row](rows: QuerySet[Any, Row], number: int, size: int = SIZE) -> Page[Row]:
    """One page; a page behind the end is the first one."""
    start = (number - 1) * size
    found = list(rows[start : start + size + 1])
    if not found and start:
        return cut(rows, 1, size)
    more = len(found) > size
    last = start + min(len(found), size)
    count = up_to(rows) if more or number > 1 else last
    return Page(found[:size], number, start + 1, last, max(count, last), more)


def up_to(rows: QuerySet[Any, Any]) -> int:
    """How many there are, counted to COUNTED + 1."""
    return rows.order_by()[: COUNTED + 1].count()
