"""Whoever sends a body slowly holds no thread that others need.

A small body is read to its end before the application hears of the request, so that nobody who
stalls holds a connection of the database or a turn to work. What is larger comes while the
application seals it; of those only a few may come at once. How many are under way is bounded as
a whole and by network; whoever is one too many gets a page with a sentence.

A body that stops for good ends with its connection: the proxy in front closes it
(`client_body_timeout`, `read_body`). One that drips ends here.
"""

from __future__ import annotations

import io
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

type Environ = dict[str, Any]
type Wsgi = Callable[..., Iterable[bytes]]

# In one worker of the server, which has threads for all of these (`cli.serve.granian_server`).
AT_WORK: Final = 4
COMING: Final = 20
COMING_FROM_ONE: Final = 8
# Each may hold a connection of the database meanwhile, of which a worker has eight.
LARGE_AT_ONCE: Final = 4
# What Django would keep in memory anyway (`DATA_UPLOAD_MAX_MEMORY_SIZE`).
SMALL: Final = 2_000_000
# A telephone at the edge of its network is faster than this.
PATIENCE, SLOWEST = 30.0, 500
PIECE: Final = 1024

# Set for the application where the body was not taken; see `headers`.
NOT_TAKEN: Final = "spona.body_not_taken"


class Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...
    def readline(self, size: int = -1, /) -> bytes: ...


@dataclass(slots=True)
class Room:
    """How many bodies are coming in one worker, as a whole and by network."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    coming: Counter[str] = field(default_factory=Counter)
    large: int = 0

    @contextmanager
    def taken(self, network: str, *, large: bool) -> Iterator[bool]:
        """False where there is no room for one more."""
        with self.lock:
            free = self.coming.total() < COMING and self.coming[network] < COMING_FROM_ONE
            free = free and not (large and self.large >= LARGE_AT_ONCE)
            if free:
                self.coming[network] += 1
                self.large += large
        try:
            yield free
        finally:
            if free:
                self._leave(network, large=large)

    def _leave(self, network: str, *, large: bool) -> None:
        with self.lock:
            self.coming[network] -= 1
            self.coming += Counter()  # without those at nought
            self.large -= large


class _LetsOthersWork:
    """The body of a large request: whoever waits for its next piece does not work."""

    def __init__(self, body: Readable, turns: threading.Semaphore) -> None:
        self._body, self._turns = body, turns

    def read(self, size: int = -1, /) -> bytes:
        return self._waited(self._body.read, size)

    def readline(self, size: int = -1, /) -> bytes:
        return self._waited(self._body.readline, size)

    def _waited(self, read: Callable[[int], bytes], size: int) -> bytes:
        self._turns.release()
        try:
            return read(size)
        finally:
            self._turns.acquire()


def patient(application: Wsgi) -> Wsgi:
    """The application, hearing of small requests when all of them is there."""
    # The server reads the figures of this module before there is anything of Django.
    from spona.identity.limiter import network_prefix

    room, turns = Room(), threading.Semaphore(AT_WORK)

    def answer(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        size = _size(environ)
        if not size:
            with turns:
                return application(environ, start_response)
        network = network_prefix(str(environ.get("REMOTE_ADDR") or ""))
        large = size > SMALL
        with room.taken(network, large=large) as free:
            if large and free:
                with turns:
                    coming = _LetsOthersWork(environ["wsgi.input"], turns)
                    return application(environ | {"wsgi.input": coming}, start_response)
            whole = _whole(environ["wsgi.input"], size) if free else None
        with turns:
            return application(environ | _known(whole), start_response)

    return answer


def _known(body: bytes | None) -> Environ:
    if body is None:
        return {"wsgi.input": io.BytesIO(), "CONTENT_LENGTH": "0", NOT_TAKEN: True}
    return {"wsgi.input": io.BytesIO(body)}


def _whole(body: Readable, size: int) -> bytes | None:
    """All of it; None where it drips. Shorter than it said, where the other side went away."""
    began, got = time.monotonic(), bytearray()
    while len(got) < size:
        piece = body.read(min(PIECE, size - len(got)))
        if not piece:
            break
        got += piece
        took = time.monotonic() - began
        if took > PATIENCE and len(got) < SLOWEST * took:
            return None
    return bytes(got)


def _size(environ: Environ) -> int:
    said = str(environ.get("CONTENT_LENGTH") or "")
    # Longer than any length is no number either: `int` refuses thousands of digits.
    return int(said) if said.isascii() and said.isdigit() and len(said) < 20 else 0
