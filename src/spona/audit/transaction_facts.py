"""What was read and checked once in a transaction, until it writes a table on which that rests.

An action asks several times who holds a key or who reads a section: to refuse, to wrap, to tell.
Between two of these questions nothing else changes what it sees but its own writing.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from django.db.models import Model


class _Execute(Protocol):
    def __call__(self, sql: str, params: Any, many: bool, context: dict[str, Any], /) -> Any: ...


class Facts:
    """Facts of one transaction by their keys, each with the tables from which it was read.

    `watch` is an execute wrapper of the connection: it sees each statement, so nobody who writes
    has to remember that something was remembered.
    """

    def __init__(self) -> None:
        self._known: dict[Hashable, tuple[frozenset[str], Any]] = {}

    def fact[Fact](self, key: Hashable, make: Callable[[], Fact], of: frozenset[str]) -> Fact:
        if key not in self._known:
            made = make()
            self._known[key] = (of, made)
        found: Fact = self._known[key][1]
        return found

    def watch(
        self, execute: _Execute, sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        if self._known:
            self._forget_by(sql)
        return execute(sql, params, many, context)

    def _forget_by(self, sql: str) -> None:
        # Whoever locks a row looks again at what another transaction has left meanwhile, and a
        # savepoint that is taken back takes back what was seen since.
        if "FOR UPDATE" in sql or sql.startswith("ROLLBACK"):
            self._known.clear()
        elif not sql.startswith(("SELECT", "SAVEPOINT", "RELEASE")):
            self._known = {
                key: (tables, made)
                for key, (tables, made) in self._known.items()
                if not any(f'"{table}"' in sql for table in tables)
            }


def tables(*models: type[Model]) -> frozenset[str]:
    """Names of the tables of these models."""
    return frozenset(model._meta.db_table for model in models)  # noqa: SLF001
