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
