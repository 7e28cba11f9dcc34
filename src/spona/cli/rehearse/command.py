"""`./spona rehearse`: does each ending hold after a restore and an upgrade? In a copy of the data.

The live data is read by a backup and not touched. Beside it, a copy gets an invented network;
an older backup of that copy is made, one thing of each kind is ended, and the older backup comes
back in a second copy. Then every action is asked whether the ending still holds, and once more
after an upgrade. A third copy comes back without the endings: there, what rests on an agreement
must wait. Everything that was made is removed at the end.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import pyrage
from django.conf import settings
from django.db import connection

from spona.audit import endings_copies
from spona.cli.backup import command as backup
from spona.cli.installation.stamp import check_stamp, write_stamp
from spona.cli.rehearse.steps import HELD

RESTORE, UPGRADE = "restore", "upgrade"
HOLDS: Final = "holds"


class Failed(Exception):
    """A step did not go through; the text is the end of what it said."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A server in folders of its own, with the key files of the live one."""

    data: Path
    database: str

    @property
    def environment(self) -> dict[str, str]:
        own = {"SPONA_DATA": str(self.data), "SPONA_DATABASE": self.database}
        own |= {"SPONA_HEADS": str(self.data)}
        own |= {"SPONA_KIND": settings.SPONA_KIND, "SPONA_MAIL": f"file://{self.data / 'mail'}"}
        return os.environ | own | {"DJANGO_SETTINGS_MODULE": "spona.settings"}

    def __call__(self, *words: object) -> str:
        """Run a verb; Failed where it refuses."""
        return self._run("spona", *words)

    def step(self, name: str, state: Path) -> str:
        return self._run("spona.cli.rehearse.steps", name, state)

    def _run(self, *words: object) -> str:
        done = subprocess.run(
            [sys.executable, "-m", *map(str, words)], env=self.environment, text=True,
            capture_output=True, check=False,
        )  # fmt: skip
        if done.returncode:
            told = (done.stdout + done.stderr)[-2000:]
            raise Failed(f"`{' '.join(map(str, words[:2]))}` in the copy: {told}")
        return done.stdout


def run(args: list[str]) -> int:
    """1 where an ending does not hold, or a step did not go through."""
    asked = argparse.ArgumentParser(prog="./spona rehearse")
    asked.add_argument(
        "--beside", type=Path, default=None,
        help="where the copies lie meanwhile; default: beside the data folder",
    )  # fmt: skip
    given = asked.parse_args(args)
    check_stamp(settings.SPONA_KIND)
    beside = given.beside or Path(settings.SPONA_DATA).resolve().parent
    if not beside.is_dir():
        print(f"The folder {beside} does not exist.")
        return 1
    try:
        answers = rehearse(beside)
    except Failed as error:
        print(f"The rehearsal did not go through. {error}")
        return 1
    print_table(answers)
    bad = [name for found in answers.values() for name, said in found.items() if said != HOLDS]
    if bad:
        print(f"\n{len(bad)} do not hold. Do not rely on a restore before this is mended.")
    else:
        print("\nEach ending holds. The live data was not touched, and the copies are removed.")
    return 1 if bad else 0


def rehearse(beside: Path) -> dict[str, dict[str, str]]:
    """What was asked after (restore, upgrade) → row → “holds” or what was found instead."""
    with _folder(beside) as home, _databases(3) as addresses:
        first, second, third = (
            Copy(home / name, address)
            for name, address in zip(("one", "two", "three"), addresses, strict=True)
        )
        public, identity = _age_pair(home)
        live, state = home / "live.age", home / "state.json"
        say("Copying the live data …")
        backup.write_backup(live, recipients=[public])
        _prepare(first)
        _lay_endings(home)
        first("restore", live, "--identity", identity, *_stopped())
        live.unlink()
        say("Building the invented network, and an older backup of it …")
        first.step("build", state)
        place = home / "place"
        place.mkdir(mode=0o700)
        first("backup", place, "--recipient", public)
        (older,) = place.glob("*.age")
        say("Ending one thing of each kind, then bringing the older backup back …")
        first.step("end", state)
        stopped = _stopped()
        _prepare(second)
        second("restore", older, "--identity", identity, *stopped)
        answers = {RESTORE: json.loads(second.step("ask", state))}
        say("Upgrading, then bringing it back without the endings …")
        second("upgrade", home / "before.age", "--recipient", public)
        answers[UPGRADE] = json.loads(second.step("ask", state))
        answers[RESTORE] |= _without_endings(third, older, identity, state, home)
        return answers


def _without_endings(
    copy: Copy, older: Path, identity: Path, state: Path, home: Path
) -> dict[str, str]:
    alone = home / "alone.age"
    shutil.copy(older, alone)
    _prepare(copy)
    stopped = dt.datetime.now(dt.UTC) + dt.timedelta(days=3)
    said = copy("restore", alone, "--identity", identity, "--stopped", stopped.isoformat())
    found: dict[str, str] = json.loads(copy.step("ask-held", state))
    if "not known" not in said.lower() or "not confirmed" not in copy("audit", "verify"):
        found[HELD] = "the restore does not say what it cannot know"
    return found


def print_table(answers: dict[str, dict[str, str]]) -> None:
    """Each ending, and what was found after the restore and after the upgrade."""
    names = list(answers[RESTORE])
    width = max(map(len, names))
    print(f"\n{'what ended':<{width}}  after restore  after upgrade")
    for name in names:
        cells = [answers[when].get(name, "–") for when in (RESTORE, UPGRADE)]
        shown = [cell if cell in (HOLDS, "–") else "RED" for cell in cells]
        print(f"{name:<{width}}  {shown[0]:<13}  {shown[1]}")
        for cell in dict.fromkeys(cells):
            if cell not in (HOLDS, "–"):
                print(f"{'':{width}}  → {cell}")


def say(text: str) -> None:
    print(text, flush=True)


def _prepare(copy: Copy) -> None:
    (copy.data / "mail").mkdir(parents=True, mode=0o700)
    write_stamp(copy.data, settings.SPONA_KIND)


def _lay_endings(home: Path) -> None:
    """The live data's own endings beside the copy of it, so that what rests on agreements does not
    wait there.
    """
    endings_copies.flush()
    for name in (endings_copies.CLEAR, endings_copies.MARK):
        if (endings_copies.data_copy().folder / name).is_file():
            shutil.copy(endings_copies.data_copy().folder / name, home / name)


def _stopped() -> list[str]:
    """For the copy the server before it stopped at this moment, however long the rest takes."""
    return ["--stopped", dt.datetime.now(dt.UTC).isoformat()]


def _age_pair(home: Path) -> tuple[str, Path]:
    """A pair for this rehearsal only: the copies hold real ciphertext and go with it."""
    identity = pyrage.x25519.Identity.generate()
    path = home / "identity.txt"
    path.write_text(f"{identity}\n")
    path.chmod(0o600)
    return str(identity.to_public()), path


@contextmanager
def _folder(beside: Path) -> Iterator[Path]:
    home = Path(tempfile.mkdtemp(prefix="spona-rehearsal-", dir=beside))
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _databases(number: int) -> Iterator[list[str]]:
    """Empty addresses for SQLite; for PostgreSQL databases of their own on the same server."""
    if connection.vendor == "sqlite":
        yield [""] * number
        return
    from psycopg import Error, connect, sql

    address = os.environ["SPONA_DATABASE"]
    names = [f"spona_rehearsal_{secrets.token_hex(6)}" for _one in range(number)]
    made = []
    try:
        with connect(address, autocommit=True) as server:
            for name in names:
                server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
                made.append(name)
        parts = urlsplit(address)
        yield [urlunsplit(parts._replace(path=f"/{name}")) for name in names]
    except Error as error:
        raise Failed(
            f"PostgreSQL gives no database for the copies ({type(error).__name__}). Let its owner "
            "make databases for the rehearsal: ALTER ROLE spona CREATEDB"
        ) from None
    finally:
        with connect(address, autocommit=True) as server:
            for name in made:
                server.execute(
                    sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
                )
