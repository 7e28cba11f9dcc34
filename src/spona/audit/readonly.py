"""A connection that refuses writes: what a GET runs on, but for the read log.

The database refuses, not a convention, so a forgotten save in a view is found at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection

from spona.audit.transaction_cache import TransactionCache

_SWITCH = {
    "sqlite": ("PRAGMA query_only = ON", "PRAGMA query_only = OFF"),
    "postgresql": (
        "SET default_transaction_read_only = on",
        "SET default_transaction_read_only = off",
    ),
}

_cache: ContextVar[TransactionCache | None] = ContextVar("spona_read_only_cache", default=None)


def cache() -> TransactionCache | None:
    """What was read since the connection refuses writes; None where it takes them."""
    return _cache.get()


def _set(read_only: bool) -> None:
    on, off = _SWITCH[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(on if read_only else off)
    connection.spona_read_only = read_only  # type: ignore[attr-defined]


@contextmanager
def read_only() -> Iterator[None]:
    """Within it the database refuses every write; `writable()` opens a gap for the read log."""
    _set(True)
    token = _cache.set(TransactionCache())
    try:
        yield
    finally:
        _cache.reset(token)
        _set(False)


@contextmanager
def writable() -> Iterator[None]:
    """A gap in `read_only()`; without one around it, this does nothing."""
    if not getattr(connection, "spona_read_only", False):
        yield
        return
    _set(False)
    _cache.set(None)
    try:
        yield
    finally:
        # What was written has moved the log on, and nothing read before holds after it.
        _cache.set(TransactionCache())
        _set(True)
