"""Everywhere a served world may leave bytes, each place by name."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg

from tests.served.running import Served


class Watch:
    """Keeps a second name for every file that ever appears in a folder, also if it is gone soon."""

    def __init__(self, folder: Path, keep: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        keep.mkdir(parents=True, exist_ok=True)
        self.folder, self.keep = folder, keep
        self._seen: set[tuple[int, int]] = set()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._stop.wait(0.02):
            self.look()

    def look(self) -> None:
        for path in list(self.folder.rglob("*")):
            try:
                found = path.stat()
                if path.is_file() and (found.st_dev, found.st_ino) not in self._seen:
                    os.link(path, self.keep / f"{len(self._seen)}-{path.name}")
                    self._seen.add((found.st_dev, found.st_ino))
            except OSError:
                continue

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(5)
        self.look()


def everywhere(world: Served, kept: Path) -> Iterator[tuple[str, bytes]]:
    """(place, bytes) of: every file of the data folder, temporary files, log, mail, every cell of
    every table, and the files of PostgreSQL where this process may read them."""
    yield from files("data", world.data)
    yield from files("temporary", kept)
    yield "log", world.log.read_bytes()
    yield "mail", b"\n".join(world.mail.raw) + b"\n".join(
        bytes(str(part.get_payload(decode=True) or b""), "utf-8")
        for message in world.mail.messages for part in message.walk()
    )  # fmt: skip
    yield from cells(world)
    if database := world.environment["SPONA_DATABASE"]:
        yield from server_files(database)


def files(name: str, folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        # The list of invented accounts is for the people who try it; it holds no case.
        if path.is_file() and path.name != "demo_accounts.json":
            yield f"{name}/{path.relative_to(folder)}", path.read_bytes()


def cells(world: Served) -> Iterator[tuple[str, bytes]]:
    """One haystack a table: a value that is cut by a page of the file is whole here."""
    if database := world.environment["SPONA_DATABASE"]:
        with psycopg.connect(database) as connection:
            names = connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            ).fetchall()
            for (table,) in names:
                rows = connection.execute(f'SELECT * FROM "{table}"').fetchall()  # type: ignore[arg-type]
                yield f"table {table}", _joined(rows)
        return
    import sqlite3

    # Read only and from the file itself, so that the WAL is seen and nothing is changed.
    connection = sqlite3.connect(f"file:{world.data}/spona.sqlite3?mode=ro", uri=True)
    try:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in names:
            yield (
                f"table {table}",
                _joined(connection.execute(f'SELECT * FROM "{table}"').fetchall()),
            )
    finally:
        connection.close()


def _joined(rows: list[tuple]) -> bytes:
    return b"\n".join(
        bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
        for row in rows for value in row if value is not None
    )  # fmt: skip


def server_files(database: str) -> Iterator[tuple[str, bytes]]:
    """This database's own folder, and the write-ahead log of the server."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        home = Path(connection.execute("SHOW data_directory").fetchone()[0])
        oid = connection.execute(
            "SELECT oid FROM pg_database WHERE datname = current_database()"
        ).fetchone()[0]
    for folder in (home / "base" / str(oid), home / "pg_wal"):
        if os.access(folder, os.R_OK):
            for path in folder.rglob("*"):
                if path.is_file():
                    # Empty pages are most of a new database; the search need not walk them.
                    yield f"server/{path.relative_to(home)}", path.read_bytes().rstrip(b"\0")
