"""Questions whose SQL the ORM writes once: each request only puts its values in.

To build a queryset takes twenty times as long as the database takes to answer it. What every page
asks is asked this way.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid4

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

type Value = UUID | str
type Build = Callable[..., Mapping[str, QuerySet[Any, Any]]]

# A list may grow by one with each message of a stranger: not every length is kept for ever.
_SHAPES: Final = 100


@dataclass(frozen=True, slots=True)
class _Slot:
    """What stands at one parameter: the value at a place in the form the database takes, or
    always the same.
    """

    at: int | None
    form: Callable[[Any], Any]

    def of(self, values: Sequence[Value]) -> Any:
        return self.form(None if self.at is None else values[self.at])


@dataclass(frozen=True, slots=True)
class _Sql:
    text: str
    slots: tuple[_Slot, ...]


class Prepared:
    """`build` makes querysets of plain values, by name, from lists of ids or texts; all of them
    become one statement. It is called with stand-ins, once for each number of values in each
    list: it may look at how many there are and at nothing else.
    """

    def __init__(self, build: Build) -> None:
        self._build = build
        self._written: dict[tuple[object, ...], _Sql] = {}

    def rows(self, *groups: Sequence[Value]) -> list[tuple[Any, ...]]:
        """(name, value, …) of each row of each queryset; an id is a UUID or its text, as the
        database gives it.
        """
        shape = (connection.vendor, *(len(group) for group in groups))
        written = self._written.get(shape)
        if written is None:
            if len(self._written) >= _SHAPES:
                self._written.clear()
            written = self._written[shape] = self._write(groups)
        if not written.text:
            return []
        values = [value for group in groups for value in group]
        with connection.cursor() as cursor:
            cursor.execute(written.text, [slot.of(values) for slot in written.slots])
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    def _write(self, groups: Sequence[Sequence[Value]]) -> _Sql:
        stand_ins = [[_stand_in(value) for value in group] for group in groups]
        parts: list[str] = []
        slots: list[_Slot] = []
        known = _slots([one for group in stand_ins for one in group])
        for name, rows in self._build(*stand_ins).items():
            try:
                text, given = rows.query.get_compiler(connection=connection).as_sql()
            except EmptyResultSet:
                continue
            part = f"part_{len(parts)}"
            parts.append(f"SELECT '{name}', {part}.* FROM ({text}) {part}")  # noqa: S608
            slots += [_slot(one, known) for one in given]
        # What `build` made something else of would be asked of the stand-in for ever.
        if {slot.at for slot in slots} - {None} != set(range(sum(map(len, groups)))):
            raise ValueError("A value is in no condition of its prepared question.")
        return _Sql(" UNION ALL ".join(parts), tuple(slots))


def _stand_in(value: Value) -> Value:
    return uuid4() if isinstance(value, UUID) else secrets.token_hex(32)


def _slots(stand_ins: Sequence[Value]) -> dict[Value, _Slot]:
    """Each form in which a stand-in may come into a statement, and what then stands there."""
    found: dict[Value, _Slot] = {}
    for at, one in enumerate(stand_ins):
        found[one] = _Slot(at, lambda value: value)
        if isinstance(one, UUID):
            found[one.hex] = _Slot(at, lambda value: value.hex)
            found[str(one)] = _Slot(at, str)
    return found


def _slot(given: Any, known: Mapping[Value, _Slot]) -> _Slot:
    found = known.get(given) if isinstance(given, UUID | str) else None
    return found or _Slot(None, lambda _value: given)
