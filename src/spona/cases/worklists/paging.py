"""Fifty rows a page, and a count that does not grow with the list.

Beyond a thousand nobody needs the exact number, and counting it would take longer than the page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Model, QuerySet

from spona.access.actor import Actor
from spona.deadlines.exclusions import PreparedShown

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
    return _page(found, number, size, lambda: up_to(rows))


def _page[Row](found: list[Row], number: int, size: int, count: Callable[[], int]) -> Page[Row]:
    start, more = (number - 1) * size, len(found) > size
    last = start + min(len(found), size)
    counted = count() if more or number > 1 else last
    return Page(found[:size], number, start + 1, last, max(counted, last), more)


class PreparedList[Row: Model]:
    """The first page of a list, for which the statements are written once: `build` gives its rows
    in their order, for an actor.
    """

    def __init__(self, build: Callable[[Actor], QuerySet[Row]], size: int = SIZE) -> None:
        self._size = size
        self._rows = PreparedShown(lambda actor: build(actor)[: size + 1])
        self._count = PreparedShown(
            lambda actor: build(actor).order_by().values_list("pk", flat=True)[: COUNTED + 1]
        )

    def first(self, actor: Actor) -> Page[Row]:
        return _page(self._rows.rows(actor), 1, self._size, lambda: self.count(actor))

    def count(self, actor: Actor) -> int:
        """How many there are, counted to COUNTED + 1."""
        return self._count.count(actor)


def up_to(rows: QuerySet[Any, Any]) -> int:
    """How many there are, counted to COUNTED + 1."""
    return rows.order_by()[: COUNTED + 1].count()
