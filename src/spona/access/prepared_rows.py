"""Whole rows by a statement that is written once, whoever asks.

As in `prepared_queries`, but an actor may be put in as well, and what comes out are the rows that
the queryset would have given, with what it selects beside them.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from spona.access.actor import Actor
from spona.access.exclusion_marks import StandInActor, marks_of
from spona.access.prepared_queries import (
    Sql,
    Value,
    Written,
    check_all_asked,
    forms_of,
    slot_of,
    stand_in,
    written_twice,
)

_LONG: Final = 512


class Perhaps[One](list[One]):
    """Values by which a question need not ask."""


class PreparedRows[Row]:
    """`build` makes one queryset from actors and lists of values; `rows` gives what it would.

    It is called with stand-ins, once for each kind of actor and, roughly, each number of values:
    it may look at roles and at how many there are, and may not ask the database. A moment is a
    value or a `Moment`. A list stands in an IN, for it is filled up by repeating.

    What would be asked wrongly for ever is refused when the statement is written: a value that was
    made into another one, a day, a value in no condition.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]]) -> None:
        self._build = build
        self._written = Written()

    def rows(self, *asked: Actor | Sequence[Value]) -> list[Row]:
        if _is_long(asked):
            return list(self._build(*asked))
        written, values = self._put(asked)
        return list(_made(written.source, written.fetch(values))) if written.text else []

    def count(self, *asked: Actor | Sequence[Value]) -> int:
        """How many `rows` would be."""
        if _is_long(asked):
            return self._build(*asked).count()
        written, values = self._put(asked)
        if not written.text:
            return 0
        counted = replace(written, text=f"SELECT COUNT(*) FROM ({written.text}) counted")  # noqa: S608
        return int(counted.fetch(values)[0][0])

    def _put(self, asked: Sequence[Actor | Sequence[Value]]) -> tuple[Sql, list[Value]]:
        parts = [
            _parts_of(one)
            if isinstance(one, Actor)
            else _List(_filled_up(one), must_be_asked=not isinstance(one, Perhaps))
            for one in asked
        ]
        shape = (connection.vendor, *(part.shape for part in parts))
        written = self._written.get(shape, lambda: written_twice(lambda: self._as_sql(parts)))
        return written, [value for part in parts for value in part.values]

    def _as_sql(self, parts: Sequence[_Part]) -> Sql:
        groups = [[stand_in(value) for value in part.values] for part in parts]
        known = forms_of([one for group in groups for one in group])
        made = zip(parts, groups, strict=True)
        queryset = self._build(*(part.filled(values) for part, values in made))
        compiler = queryset.query.get_compiler(connection=connection)
        try:
            text, given = compiler.as_sql()
        except EmptyResultSet:
            return Sql("", ())
        slots = tuple(slot_of(one, known) for one in given)
        must = [part.must_be_asked for part in parts for _value in part.values]
        check_all_asked(slots, [at for at, one in enumerate(must) if one])
        return Sql(text, slots, _source(queryset, compiler))


@dataclass(frozen=True, slots=True)
class _List:
    values: Sequence[Value]
    must_be_asked: bool

    @property
    def shape(self) -> object:
        return tuple(type(one) for one in self.values)

    def filled(self, values: Sequence[Value]) -> Sequence[Value]:
        return values


@dataclass(frozen=True, slots=True)
class _Actor:
    """The ids and marks of an actor, and what is left without them. Not every question asks by
    each of them.
    """

    values: Sequence[Value]
    shape: object
    filled: Callable[[Sequence[Any]], Actor]
    must_be_asked = False


type _Part = _List | _Actor


def _parts_of(actor: Actor) -> _Actor:
    ids = (actor.account_id, actor.person_id, actor.member_id, actor.institution_id)
    held: dict[UUID, list[str]] = {network: [] for network in actor.networks}
    for network, role in actor.network_roles:
        held.setdefault(network, []).append(role)
    # Networks with the same roles are alike: the order of their ids makes no shape of its own.
    networks = sorted((tuple(sorted(held[one])), one in actor.networks, one) for one in held)

    def filled(values: Sequence[Any]) -> Actor:
        left = iter(values)
        account, person, member, institution = (one and next(left) for one in ids)
        places = [(roles, sits, next(left)) for roles, sits, _network in networks]
        return StandInActor(
            account_id=account,
            person_id=person,
            member_id=member,
            institution_id=institution,
            roles=actor.roles,
            network_roles=frozenset((one, role) for roles, _, one in places for role in roles),
            networks=frozenset(one for _, sits, one in places if sits),
            system_job=actor.system_job,
            marks=tuple(left),
        )

    values: list[Value] = [
        *(one for one in ids if one),
        *(one[2] for one in networks),
        *marks_of(actor),
    ]
    alike = tuple(one[:2] for one in networks)
    shape = (actor.roles, actor.system_job, tuple(one is None for one in ids), alike)
    return _Actor(values, shape, filled)


def _is_long(asked: Sequence[Actor | Sequence[Value]]) -> bool:
    """Then to write the statement is the least of it, and to keep it takes much memory."""
    return any(not isinstance(one, Actor) and len(one) > _LONG for one in asked)


def _filled_up(values: Sequence[Value]) -> Sequence[Value]:
    """To the next power of two: so there are few lengths."""
    missing = (1 << (len(values) - 1).bit_length()) - len(values) if values else 0
    return [*values, *[values[-1]] * missing] if missing else values


def _source(queryset: Any, compiler: Any) -> Any:
    """By what a queryset makes its rows: Django has no other way to them than its own parts."""
    columns = [column for column, _sql, _alias in compiler.select[: compiler.col_count]]
    converters = compiler.get_converters(columns)
    compiler.get_converters = lambda _columns: converters
    parts = ("model", "db", "_fields", "_fetch_mode", "_known_related_objects")
    made_of = {name: getattr(queryset, name) for name in parts}
    return SimpleNamespace(rows=queryset._iterable_class, compiler=compiler, made_of=made_of)  # noqa: SLF001


def _made(source: Any, found: list[tuple[Any, ...]]) -> Any:
    """The rows that the queryset would have made of what the database gave."""
    # A copy: the one that is kept serves all threads, each with a connection of its own.
    compiler = copy.copy(source.compiler)
    compiler.connection = connection
    compiler.execute_sql = lambda *_how, **_more: [found]
    query = SimpleNamespace(get_compiler=lambda *_how, **_more: compiler)
    return source.rows(SimpleNamespace(query=query, **source.made_of))
