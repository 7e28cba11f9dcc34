"""A load generator that costs little: one thread, plain sockets, requests made beforehand.

It runs on the cores that it measures, and a heavy one would flatter the slower page.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Load:
    """`seconds` of answers: how long each took, and the statuses that were not 200."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    wrong: list[int] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return len(self.times) / self.seconds


@dataclass(slots=True)
class _Line:
    """One connection with the request it repeats."""

    link: socket.socket
    request: bytes
    began: float = 0.0
    heard: bytearray = field(default_factory=bytearray)
    wanted: int = 0

    def ask(self) -> None:
        self.heard.clear()
        self.wanted, self.began = 0, time.perf_counter()
        self.link.sendall(self.request)


def request(path: str, port: int, cookies: str = "") -> bytes:
    """A GET as bytes."""
    lines = [f"GET {path} HTTP/1.1", f"Host: localhost:{port}", "Accept: text/html"]
    if cookies:
        lines.append(f"Cookie: {cookies}")
    return "\r\n".join([*lines, "", ""]).encode()


def load(port: int, requests: Sequence[bytes], *, connections: int, seconds: float) -> Load:
    """Keeps `connections` lines busy for `seconds`; line n repeats request n of `requests`."""
    result = Load()
    with selectors.DefaultSelector() as ready:
        lines = [
            _Line(_connect(port), requests[number % len(requests)]) for number in range(connections)
        ]
        for line in lines:
            ready.register(line.link, selectors.EVENT_READ, line)
            line.ask()
        began = time.perf_counter()
        until = began + seconds
        while time.perf_counter() < until:
            for key, _ in ready.select(timeout=1):
                _hear(key.data, result)
        result.seconds = time.perf_counter() - began
        for line in lines:
            line.link.close()
    return result


def _connect(port: int) -> socket.socket:
    link = socket.create_connection(("127.0.0.1", port), timeout=30)
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return link


def _hear(line: _Line, result: Load) -> None:
    got = line.link.recv(262_144)
    if not got:
        raise ConnectionError("the server closed a connection")
    line.heard += got
    if not line.wanted:
        line.wanted = _length(line.heard)
    if line.wanted and len(line.heard) >= line.wanted:
        result.times.append(time.perf_counter() - line.began)
        if (status := int(line.heard[9:12])) != 200:
            result.wrong.append(status)
        line.ask()


def _length(heard: bytearray) -> int:
    """Bytes of the whole answer; 0 while its head is not there yet."""
    end = heard.find(b"\r\n\r\n")
    if end < 0:
        return 0
    for name_and_value in bytes(heard[:end]).split(b"\r\n")[1:]:
        name, _, value = name_and_value.partition(b":")
        if name.lower() == b"content-length":
            return end + 4 + int(value)
    raise ValueError("an answer without its length")
