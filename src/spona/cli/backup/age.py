"""Streams sealed and opened in the age format, which any age program can open too."""

from __future__ import annotations

import io
import os
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

import pyrage

# A passphrase seals the whole at once in memory; more than this belongs to a key.
LARGEST_BY_PASSPHRASE: Final = 1 << 30


class Unreadable(Exception):
    """The file is cut, changed, or sealed for somebody else; the sentence says which."""


def recipient_of(text: str) -> pyrage.x25519.Recipient:
    """A public key as `age-keygen` prints it (age1…); SystemExit with a sentence otherwise."""
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError:
        raise SystemExit(
            "--recipient takes the public key of an age key pair (it begins with age1). "
            "`age-keygen` makes a pair; keep its private half in the safe, not on this server."
        ) from None


def identities_in(path: Path) -> list[pyrage.x25519.Identity]:
    """The private keys of an identity file; comments are skipped. SystemExit without any."""
    lines = [line.strip() for line in path.read_text().splitlines()]
    try:
        found = [
            pyrage.x25519.Identity.from_str(line)
            for line in lines
            if line and not line.startswith("#")
        ]
    except pyrage.IdentityError:
        found = []
    if not found:
        raise SystemExit(f"{path} holds no line that begins with AGE-SECRET-KEY-1.")
    return found


def passphrase_in(path: Path) -> str:
    lines = path.read_text().splitlines()
    if not lines or len(lines[0].strip()) < 16:
        raise SystemExit(f"The first line of {path} must be a passphrase of 16 letters or more.")
    return lines[0].strip()


@contextmanager
def sealing(sink: BinaryIO, recipients: list[pyrage.x25519.Recipient]) -> Iterator[BinaryIO]:
    """What is written into the yielded file reaches `sink` sealed, 64 KiB at a time."""
    read_end, write_end = os.pipe()

    def work() -> None:
        with os.fdopen(read_end, "rb") as source:
            pyrage.encrypt_io(source, sink, recipients)

    with _beside(work), os.fdopen(write_end, "wb") as plain:
        yield plain


@contextmanager
def opening(source: BinaryIO, identities: list[pyrage.x25519.Identity]) -> Iterator[BinaryIO]:
    """What is read from the yielded file is authenticated. Unreadable when something is wrong.

    A cut shows only at its place, so nothing counts before `read_to_the_end` or the block's end.
    """
    read_end, write_end = os.pipe()

    def work() -> None:
        try:
            with os.fdopen(write_end, "wb") as sink:
                pyrage.decrypt_io(source, sink, identities)
        except (pyrage.DecryptError, OSError) as error:
            raise Unreadable(_sentence(error)) from error

    with _beside(work) as wait, _Opened(os.fdopen(read_end, "rb", buffering=0)) as plain:
        plain.wait = wait
        yield plain
        read_to_the_end(plain)


class _Opened(io.BufferedReader):
    """With `wait`, which ends when all was opened and raises what was wrong with it."""

    wait: Callable[[], None]


def read_to_the_end(plain: BinaryIO) -> None:
    """The last bytes must pass too: behind them there may be nothing but padding, and a cut there
    is a cut. Unreadable where something is wrong; what was opened whole has nothing to wait for.
    """
    while plain.read(1 << 16):
        pass
    if isinstance(plain, _Opened):
        plain.wait()


@contextmanager
def sealing_by_passphrase(sink: BinaryIO, passphrase: str) -> Iterator[BinaryIO]:
    plain = io.BytesIO()
    yield plain
    if plain.tell() > LARGEST_BY_PASSPHRASE:
        raise SystemExit("This is too much for a passphrase. Use --recipient with a public key.")
    sink.write(pyrage.passphrase.encrypt(plain.getvalue(), passphrase))


@contextmanager
def opening_by_passphrase(source: BinaryIO, passphrase: str) -> Iterator[BinaryIO]:
    try:
        plain = pyrage.passphrase.decrypt(source.read(), passphrase)
    except pyrage.DecryptError as error:
        raise Unreadable(_sentence(error)) from None
    yield io.BytesIO(plain)


@contextmanager
def _beside(work: Callable[[], None]) -> Iterator[Callable[[], None]]:
    """Runs `work` in a thread while the block runs; an error of either ends both. Yields what waits
    for it and raises its error.
    """
    failed: list[BaseException] = []

    def guarded() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - carried over to the thread that waits
            failed.append(error)

    thread = threading.Thread(target=guarded, daemon=True)
    thread.start()

    def wait() -> None:
        thread.join()
        if failed:
            raise failed[0]

    try:
        yield wait
    except (tarfile.TarError, EOFError, BrokenPipeError) as error:
        thread.join()
        # A stream that ended too early is only what the other side's failure looks like here.
        if failed:
            raise failed[0] from error
        raise
    finally:
        thread.join()
    wait()


def _sentence(error: BaseException) -> str:
    if isinstance(error, pyrage.DecryptError):
        return "This key does not open the backup. Take the one it was made for."
    return f"The backup is cut or was changed ({error}). Take another copy."
