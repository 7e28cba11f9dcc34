"""What was read and checked once in a transaction, until it writes a table on which that rests.

An action asks several times who holds a key or who reads a section: to refuse, to wrap, to tell.
Between two of these questions its own writing changes the answer; what another transaction commits
meanwhile is seen by whoever locks a row for it, as before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from django.db.models import Model

_LOCKS: Final = re.compile(r"\bFOR (?:NO KEY )?UPDATE\b|\bFOR (?:KEY )?SHARE\b")
_READS: Final = ("SELECT", "SAVEPOINT", "RELEASE")
_NAMES: Final = re.compile(r"\w+")


class TransactionCache:
    """What one transaction read, by its keys, each with the tables on which it rests."""

    def __init__(self) -> None:
        self._known: dict[Hashable, tuple[frozenset[str], Any]] = {}

    def get[Fact](self, key: Hashable, make: Callable[[], Fact], of: frozenset[str]) -> Fact:
        if key not in self._known:
            made = make()
            self._known[key] = (of, made)
        found: Fact = self._known[key][1]
        return found

    def invalidate(self, sql: str) -> None:
        """Told of each statement, so that nobody who writes has to know what is remembered."""
        if not self._known:
            return
        # Whoever locks a row looks again at what another transaction has left meanwhile, and a
        # savepoint that is taken back takes back what was seen since.
        if _LOCKS.search(sql) or sql.startswith("ROLLBACK"):
            self._known.clear()
        elif not sql.startswith(_READS):
            # Once through the statement, for it is told of every one.
            written = set(_NAMES.findall(sql))
            self._known = {
                key: (tables, made)
                for key, (tables, made) in self._known.items()
                if tables.isdisjoint(written)
            }


def tables(*models: type[Model]) -> frozenset[str]:
    """Names of the tables of these models."""
    return frozenset(model._meta.db_table for model in models)  # noqa: SLF001
