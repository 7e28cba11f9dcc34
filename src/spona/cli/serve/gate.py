"""What a process does that works with the data: it lets go when a command wants all of it.

A request or a turn of the worker runs inside `entered()`. While a command has the data it is False
there, and the caller does not touch the database: nothing is written, and nothing is acknowledged.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from django.db import connections

from spona.audit.recording import ROTATED, SYSTEM_LANE
from spona.cli.installation.data_lock import Holder, data_lock

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from spona.audit.models import Entry

# What a command writes into the system's log when it has changed all of the data.
UPGRADED: Final = "log:upgraded"
RESTORED: Final = "log:restored"
# How soon a command is noticed, in seconds.
PAUSE: Final = 0.5
_log = logging.getLogger("spona.serving")


class Serving:
    """The share of this process. `name` is what a command calls it when it has to wait for it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.changed = False
        self.on_close: Callable[[], None] = lambda: None
        self.on_open: Callable[[], None] = lambda: None
        self._lock = data_lock()
        self._guard = threading.Lock()
        self._open = self._has_share = False
        self._inside = 0
        self._number = 0

    def begin(self, *, wait: Callable[[], None] | None = None) -> None:
        """Take part from now on. With `wait` only once no command has the data; it is called once
        where that takes a while."""
        told = False
        while not (shared := self._lock.share(self.name)) and wait is not None:
            if not told:
                wait()
            told = True
            time.sleep(PAUSE)
        self._has_share = self._open = shared
        # Whoever begins while a command has the data keeps nothing of before in memory.
        try:
            self._number = newest() if shared else -1
        finally:
            # Of a pool of connections this thread needs none any more.
            connections.close_all()
        threading.Thread(target=self._watch, daemon=True).start()

    def holders(self) -> list[Holder]:
        return self._lock.holders()

    @contextmanager
    def entered(self) -> Iterator[bool]:
        """True while the data may be read and written; it stays so until the block ends."""
        with self._guard:
            inside = self._open
            self._inside += inside
        try:
            yield inside
        finally:
            if inside:
                with self._guard:
                    self._inside -= 1

    def _watch(self) -> None:
        while not self.changed:
            time.sleep(PAUSE)
            try:
                self._look()
            except Exception as error:  # noqa: BLE001 — without the lock nobody works
                if self._open:
                    _log.warning("lock lost", extra={"spona": {"error": type(error).__name__}})
                self._close()
                if not self._inside:
                    self._let_go()
            finally:
                connections.close_all()

    def _look(self) -> None:
        """One step: open → closed → without the lock → open again."""
        wanted = self._lock.wanted()
        if self._open:
            if wanted:
                self._close()
        elif self._has_share and not wanted:
            # The command gave up before everybody had let go.
            self._reopen()
        elif self._has_share and not self._inside:
            self._number = newest()
            self._let_go()
        elif not self._has_share and not wanted and self._lock.share(self.name):
            self._has_share = True
            if self._number >= 0 and changed_since(self._number):
                # What this process keeps in memory, and its code, are of before.
                self.changed = True
                self._let_go()
            else:
                self._reopen()

    def _close(self) -> None:
        with self._guard:
            was, self._open = self._open, False
        if was:
            self.on_close()

    def _reopen(self) -> None:
        with self._guard:
            self._open = True
        self.on_open()

    def _let_go(self) -> None:
        self._has_share = False
        self._lock.release()


_here: list[Serving] = []


def take_part(name: str) -> Serving:
    """The share of this whole process, from now on; `entered()` asks it."""
    serving = Serving(name)
    _here[:] = [serving]
    serving.begin()
    return serving


@contextmanager
def entered() -> Iterator[bool]:
    """As `Serving.entered`; always True in a process that takes no part, as a test."""
    if not _here:
        yield True
        return
    with _here[0].entered() as inside:
        yield inside


def newest() -> int:
    """The number of the newest line in the system's log; 0 where there is none."""
    rows = _entries().order_by("-seq")
    return rows.values_list("seq", flat=True).first() or 0


def changed_since(number: int) -> bool:
    """Whether a command has changed all of the data after this line of the system's log."""
    later = _entries().filter(seq__gt=number)
    return later.filter(name__in=(UPGRADED, RESTORED, ROTATED)).exists()


def _entries() -> QuerySet[Entry]:
    # The server reads this module before Django has its models, hence here.
    from spona.audit.models import Entry

    return Entry.objects.filter(lane=SYSTEM_LANE)
