"""A connection that refuses writes: what a GET runs on, but for the read log.

The database refuses, not a convention, so a forgotten save in a view is found at once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.db import connection

from spona.audit.transaction_cache import TransactionCache

_SWITCH = {
    "sqlite": ("PRAGMA query_only = ON", "PRAGMA query_only = OFF"),
    "postgresql": (
        "SET default_transaction_read_only = on",
        "SET default_transaction_read_only = off",
    ),
}
# Pages ask some three hundred different questions; SQLite parses and plans each again that has
# left the list.
_STATEMENTS: Final = 300

_cache: ContextVar[TransactionCache | None] = ContextVar("spona_read_only_cache", default=None)


def cache() -> TransactionCache | None:
    """What was read since the connection refuses writes; None where it takes them."""
    return _cache.get()


def _set(read_only: bool) -> None:
    wrapper: Any = connection
    # In a transaction, as of a test, the other handle would see nothing of it.
    if wrapper.vendor == "sqlite" and not (wrapper.in_atomic_block or wrapper.is_in_memory_db()):
        _exchange(wrapper, read_only)
    else:
        on, off = _SWITCH[wrapper.vendor]
        with wrapper.cursor() as cursor:
            cursor.execute(on if read_only else off)
    wrapper.spona_read_only = read_only


@dataclass(slots=True)
class _Handles:
    """SQLite's two handles of one connection of Django: with `query_only` switched on and off,
    each statement would be parsed and planned anew, a sixth of a page.
    """

    writes: Any
    reads: sqlite3.Connection


def _exchange(wrapper: Any, read_only: bool) -> None:
    handles: _Handles | None = getattr(wrapper, "spona_handles", None)
    if not read_only:
        if handles is not None:
            wrapper.connection = handles.writes
        return
    wrapper.ensure_connection()
    if handles is not None and wrapper.connection is handles.reads:
        return
    if handles is None or wrapper.connection is not handles.writes:
        handles = wrapper.spona_handles = _Handles(wrapper.connection, _reading(wrapper))
        wrapper._close = partial(_close_both, wrapper)  # noqa: SLF001
    wrapper.connection = handles.reads


def _reading(wrapper: Any) -> sqlite3.Connection:
    how = wrapper.get_connection_params()
    handle: sqlite3.Connection = wrapper.get_new_connection(
        how | {"cached_statements": _STATEMENTS, "isolation_level": None}
    )
    handle.execute(_SWITCH["sqlite"][0])
    return handle


def _close_both(wrapper: Any) -> None:
    """As Django closes a connection, with the handle that reads."""
    handles: _Handles = wrapper.spona_handles
    handles.reads.close()
    handles.writes.close()
    del wrapper._close, wrapper.spona_handles  # noqa: SLF001


@contextmanager
def read_only(known: TransactionCache | None = None) -> Iterator[None]:
    """Within it the database refuses every write; `writable()` opens a gap for the read log.
    `known`: what was read just before, by `remembering`.
    """
    _set(True)
    try:
        with remembering(TransactionCache() if known is None else known):
            yield
    finally:
        _set(False)


@contextmanager
def remembering(cache: TransactionCache) -> Iterator[None]:
    """What is read within is put into `cache`; only for what writes nothing."""
    token = _cache.set(cache)
    try:
        yield
    finally:
        _cache.reset(token)


@contextmanager
def writable(*, only_log: bool = False) -> Iterator[None]:
    """A gap in `read_only()`; without one around it, this does nothing. `only_log`: nothing but
    lines about the reading is written, so what was read before still holds.
    """
    if not getattr(connection, "spona_read_only", False):
        yield
        return
    known = _cache.get() if only_log else TransactionCache()
    _set(False)
    _cache.set(None)
    try:
        yield
    finally:
        # Else what was written has moved the log on, and nothing read before holds after it.
        _cache.set(known)
        _set(True)
