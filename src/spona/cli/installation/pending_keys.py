"""New key files that lie beside the old ones until everything rests on them.

While a rotation is not ended, a note in the data folder keeps every other command away: half of
the key files may be of before.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from spona.cli.installation import sealed_keys
from spona.cli.installation.data_owner import give_to_folder_owner
from spona.cli.installation.secret_files import NAMES, write_private

FOLDER: Final = "rotation"
NOTE: Final = "rotation"
_ABOUT: Final = "about.json"
OTHER_KEYS: Final = (
    "These key files are not those of this database. After `./spona keys rotate` every machine "
    "needs the new ones; a database from before it, those of then."
)


def refuse_while_rotating(data: Path) -> None:
    """SystemExit while a rotation of the key files was begun and not ended."""
    if (data / NOTE).exists():
        raise SystemExit(
            "The key files are being exchanged, and that was not brought to its end. Type "
            "`./spona keys rotate` again: it goes on where it was. Until then nobody is served."
        )


def refuse_other_keys() -> None:
    """SystemExit where the key files are not those of the database."""
    from django.db import DatabaseError

    from spona.audit.rotation import are_other_keys

    # Without tables, or a database, whoever asks says so.
    with suppress(DatabaseError):
        if are_other_keys():
            raise SystemExit(OTHER_KEYS)


@dataclass(frozen=True, slots=True)
class PendingKeys:
    """`keys`: the folder of the key files; `data`: where the note lies."""

    keys: Path
    data: Path

    @property
    def folder(self) -> Path:
        return self.keys / FOLDER

    @property
    def replaced(self) -> Path:
        """Where the old ones go."""
        return self.keys / f"replaced-{self._about()['began']}"

    @property
    def backup(self) -> str:
        """The backup that was made before."""
        return self._about()["backup"]

    def exist(self) -> bool:
        return (self.folder / _ABOUT).is_file()

    def make(self, *, backup: Path) -> None:
        """Whole or not at all: new ones of 32 random bytes."""
        partial = self.folder.with_name(f"{FOLDER}.partial")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(mode=0o700)
        give_to_folder_owner(partial, self.keys)
        for name in NAMES:
            write_private(partial / name, secrets.token_bytes(32).hex() + "\n")
        about = {"began": f"{datetime.now(UTC):%Y%m%d-%H%M%S}", "backup": str(backup)}
        write_private(partial / _ABOUT, json.dumps(about) + "\n")
        partial.rename(self.folder)
        _sync(self.keys)

    def new(self) -> dict[str, bytes]:
        """Those that were put in place already are read there."""
        return {name: _read(self.folder / name, self.keys / name) for name in NAMES}

    def old(self) -> dict[str, bytes]:
        return {name: _read(self.replaced / name, self.keys / name) for name in NAMES}

    def put_in_place(self) -> None:
        """The old ones are copied aside first, so that at no moment one is missing. What was made
        of the old ones (papers, credentials of systemd) goes with them.
        """
        aside = self.replaced
        aside.mkdir(mode=0o700, exist_ok=True)
        give_to_folder_owner(aside, self.keys)
        for name in NAMES:
            if (self.folder / name).is_file():
                if not (aside / name).exists():
                    write_private(aside / name, (self.keys / name).read_text())
                (self.folder / name).replace(self.keys / name)
        of_old = [self.keys / f"{name}.cred" for name in NAMES]
        for path in (sealed_keys.place(), *of_old):
            if path.is_file() and not (aside / path.name).exists():
                shutil.move(path, aside / path.name)
        _sync(self.keys)

    def forget(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _about(self) -> dict[str, str]:
        found: dict[str, str] = json.loads((self.folder / _ABOUT).read_text())
        return found


def note(data: Path) -> None:
    """From now on every other command is refused."""
    write_private(data / NOTE, "./spona keys rotate\n")
    _sync(data)


def remove_note(data: Path) -> None:
    (data / NOTE).unlink(missing_ok=True)


def _read(first: Path, then: Path) -> bytes:
    path = first if first.is_file() else then
    return bytes.fromhex(path.read_text().strip())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
