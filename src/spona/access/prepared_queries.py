"""Questions whose SQL the ORM writes once: each request only puts its values in.

To build a queryset takes twenty times as long as the database takes to answer it. What every page
asks is asked this way: figures and ids by `Prepared`, whole rows by `prepared_rows`.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final, NoReturn
from uuid import UUID, uuid4

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import DateTimeField, Expression, QuerySet

type Value = UUID | str | dt.date
type Build = Callable[..., Mapping[str, QuerySet[Any, Any]]]

# Not every kind of actor with every length of each list is kept for ever.
_SHAPES: Final = 1000
_A_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")

is_writing: ContextVar[bool] = ContextVar("spona_is_writing", default=False)


class Moment(Expression):
    """What `clock` says when the statement is put, also where that was written long ago."""

    def __init__(self, clock: Callable[[], dt.datetime]) -> None:
        super().__init__(output_field=DateTimeField())
        self.clock = clock

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", (self if is_writing.get() else self.value,)

    @property
    def value(self) -> Any:
        """As the database takes it."""
        return _instant(self.clock())


@dataclass(frozen=True, slots=True)
class Slot:
    """What stands at one parameter: the value at a place in the form the database takes, or
    always the same.
    """

    at: int | None
    form: Callable[[Any], Any]
    always: Any = None

    def of(self, values: Sequence[Value]) -> Any:
        return self.form(self.always if self.at is None else values[self.at])


@dataclass(frozen=True, slots=True)
class Sql:
    """A statement with its parameters. `source`: how rows are made of what it gives."""

    text: str
    slots: tuple[Slot, ...]
    source: Any = None

    def fetch(self, values: Sequence[Value]) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(self.text, [slot.of(values) for slot in self.slots])
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


class Written:
    """The statements of one question, by the shape of what is put in."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], Sql] = {}

    def get(self, shape: tuple[object, ...], write: Callable[[], Sql]) -> Sql:
        found = self._known.get(shape)
        if found is None:
            if len(self._known) >= _SHAPES:
                # Another thread may have taken the same one.
                self._known.pop(next(iter(self._known)), None)
            found = self._known[shape] = write()
        return found


class Prepared:
    """`build` makes querysets of plain values, by name, from lists of ids or texts; all of them
    become one statement. It is called with stand-ins, once for each number of values in each
    list: it may look at how many there are and at nothing else.
    """

    def __init__(self, build: Build) -> None:
        self._build = build
        self._written = Written()

    def rows(self, *groups: Sequence[Value]) -> list[tuple[Any, ...]]:
        """(name, value, …) of each row of each queryset; an id is a UUID or its text, as the
        database gives it.
        """
        shape = (connection.vendor, *(len(group) for group in groups))
        written = self._written.get(shape, lambda: written_twice(lambda: self._write(groups)))
        if not written.text:
            return []
        return written.fetch([value for group in groups for value in group])

    def _write(self, groups: Sequence[Sequence[Value]]) -> Sql:
        stand_ins = [[stand_in(value) for value in group] for group in groups]
        parts: list[str] = []
        slots: list[Slot] = []
        known = forms_of([one for group in stand_ins for one in group])
        for name, rows in self._build(*stand_ins).items():
            try:
                text, given = rows.query.get_compiler(connection=connection).as_sql()
            except EmptyResultSet:
                continue
            part = f"part_{len(parts)}"
            parts.append(f"SELECT '{name}', {part}.* FROM ({text}) {part}")  # noqa: S608
            slots += [slot_of(one, known) for one in given]
        check_all_asked(slots, range(sum(map(len, groups))))
        return Sql(" UNION ALL ".join(parts), tuple(slots))


def written_twice(write: Callable[[], Sql]) -> Sql:
    """What `write` gives; ValueError where it gives something else with other stand-ins, where it
    asks the database, and where a day would stand in it for ever.
    """
    with _writing():
        first, second = write(), write()
    constants = [[(slot.at is None, slot.always) for slot in sql.slots] for sql in (first, second)]
    if first.text != second.text or constants[0] != constants[1]:
        raise ValueError("A prepared question depends on more than it was given.")
    if any(_A_DAY.match(str(one)) for _is_constant, one in constants[0]):
        raise ValueError("A day would stand in a prepared question for ever.")
    return first


@contextmanager
def _writing() -> Iterator[None]:
    """What was read here would stay in the statement for ever."""

    def refuse(*_asked: Any) -> NoReturn:
        raise ValueError("A prepared question asks the database while it is written.")

    token = is_writing.set(True)
    try:
        with connection.execute_wrapper(refuse):
            yield
    finally:
        is_writing.reset(token)


def check_all_asked(slots: Iterable[Slot], places: Iterable[int]) -> None:
    """ValueError where one of these is missing: what `build` made something else of would be
    asked of the stand-in for ever.
    """
    if set(places) - {slot.at for slot in slots}:
        raise ValueError("A value is in no condition of its prepared question.")


def stand_in(value: Value) -> Value:
    """Something of the same kind that nobody has."""
    if isinstance(value, UUID):
        return uuid4()
    if isinstance(value, str):
        return secrets.token_hex(32)
    far = dt.datetime(3000, 1, 1, tzinfo=dt.UTC)
    far += dt.timedelta(days=secrets.randbelow(10**6), seconds=secrets.randbelow(86400))
    return far if isinstance(value, dt.datetime) else far.date()


def forms_of(stand_ins: Sequence[Value]) -> dict[Value, Slot]:
    """Each form in which a stand-in may come into a statement, and what then stands there."""
    found: dict[Value, Slot] = {}
    for at, one in enumerate(stand_ins):
        found[one] = Slot(at, _as_it_is)
        if isinstance(one, UUID):
            found[one.hex] = Slot(at, lambda value: value.hex)
            found[str(one)] = Slot(at, str)
        elif isinstance(one, dt.datetime):
            found[_instant(one)] = Slot(at, _instant)
        elif isinstance(one, dt.date):
            found[_day(one)] = Slot(at, _day)
    return found


def slot_of(given: Any, known: Mapping[Value, Slot]) -> Slot:
    """Of one parameter of a statement with stand-ins."""
    if isinstance(given, Moment):
        return Slot(None, lambda moment: moment.value, given)
    found = known.get(given) if isinstance(given, UUID | str | dt.date) else None
    return found or Slot(None, _as_it_is, given)


def _as_it_is(value: Any) -> Any:
    return value


def _instant(value: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


def _day(value: Any) -> Any:
    return connection.ops.adapt_datefield_value(value)
