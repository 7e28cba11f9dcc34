"""Starts child processes, starts a fallen one again, and ends all of them with itself.

Each child leads a process group of its own, so what it started ends with it, by its id.
A pipe is held open towards each child: when this process is gone, even by `kill -9`, the
child reads its end and leaves.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import Final

# Longer than the web server gives its own workers.
PATIENCE: Final = 12.0
LONGEST_WAIT: Final = 30.0
# A child that ran so long did not fall because of its start.
STEADY: Final = 60.0
_PIPE: Final = "SPONA_PARENT_PIPE"


@dataclass(slots=True)
class Child:
    """One process to keep alive: a name for people and the command that starts it."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    wait: float = 0.0
    not_before: float = 0.0
    pipe: int = -1

    def start(self) -> None:
        read_end, self.pipe = os.pipe()
        surroundings = dict(os.environ) | dict(self.environment) | {_PIPE: str(read_end)}
        self.process = subprocess.Popen(
            self.command, env=surroundings, pass_fds=(read_end,), start_new_session=True
        )
        os.close(read_end)
        self.began = time.monotonic()

    def look_after(self) -> str:
        """Starts again what has fallen, after a while; returns a line to print or ''."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.not_before:
                self.start()
            return ""
        code = self.process.poll()
        if code is None:
            return ""
        self.forget(signal.SIGKILL)
        self.wait = 1.0 if now - self.began > STEADY else min(LONGEST_WAIT, self.wait * 2 or 1.0)
        self.not_before = now + self.wait
        return f"{self.name} ended with {code}; it starts again in {self.wait:.0f} s."

    def forget(self, number: signal.Signals) -> None:
        """Ends the whole group, also what outlived its leader."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)
            self.process = None
        if self.pipe >= 0:
            os.close(self.pipe)
            self.pipe = -1

    def ask_to_end(self) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(signal.SIGTERM)

    def await_end(self, until: float) -> None:
        if self.process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(max(0.0, until - time.monotonic()))
        self.forget(signal.SIGKILL)


def web_and_worker(
    host: str, port: int, *, environment: Mapping[str, str] | None = None, workers: int = 2
) -> list[Child]:
    """The two children of `serve` (and of `demo`)."""
    python, around = sys.executable, environment or {}
    web = ["--host", host, "--port", str(port), "--workers", str(workers)]
    return [
        Child("web server", [python, "-m", "spona.cli.serve.granian_server", *web], around),
        Child("worker", [python, "-m", "spona.cli.serve.worker"], around),
    ]


def supervise(
    children: Sequence[Child],
    *,
    after_start: Callable[[], None] | None = None,
    until: Callable[[], bool] = lambda: False,
) -> None:
    """Runs until SIGTERM or SIGINT, then ends all children; call it in the main thread.

    `after_start` runs once in a thread, for instance to say when the first page answers. It also
    ends when `until` is True.
    """
    stop = threading.Event()
    with _signals(stop):
        try:
            for child in children:
                child.start()
            if after_start is not None:
                threading.Thread(target=after_start, daemon=True).start()
            while not stop.wait(0.5) and not until():
                for child in children:
                    if line := child.look_after():
                        print(line, file=sys.stderr, flush=True)
        finally:
            for child in children:
                child.ask_to_end()
            latest = time.monotonic() + PATIENCE
            for child in children:
                child.await_end(latest)


@contextlib.contextmanager
def _signals(stop: threading.Event) -> Iterator[None]:
    def asked(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {n: signal.signal(n, asked) for n in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def end_with_parent(patience: float = PATIENCE) -> None:
    """In a child: leave when the supervisor is gone, and after `patience` seconds in any case.

    A web server that is asked while it starts may not have heard. Without a supervisor this does
    nothing.
    """
    pipe = os.environ.pop(_PIPE, "")
    if not pipe:
        return

    def listen() -> None:
        os.read(int(pipe), 1)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(patience)
        if os.getpgrp() == os.getpid():
            os.killpg(os.getpid(), signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=listen, daemon=True).start()
