"""Reads the tar of a backup into the database of the running transaction, then compares."""

from __future__ import annotations

import json
import os
import re
import shutil
import tarfile
from dataclasses import dataclass
from itertools import batched
from typing import IO, Any, BinaryIO, Final

from spona.audit.recording import SYSTEM_LANE
from spona.cli.backup.age import Unreadable, read_to_the_end
from spona.cli.backup.archive import description, lane_heads
from spona.cli.backup.tables import count, insert, tables
from spona.vault import files

_ROWS: Final = re.compile(r"^rows/([a-z_]+\.[a-z_0-9]+)/[0-9]{6}$")
_FILE: Final = re.compile(r"^files/([0-9a-f]{32})$")
# Rows that are objects in memory together.
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back. `system_head` is the head of the system's lane before this restore."""

    made_at: str
    checkpoint: str
    system_head: str
    counts: dict[str, int]
    files: int


def read_archive(plain: BinaryIO, written: list[str]) -> Restored:
    """Inserts all rows and writes all files, whose names it adds to `written` one by one.

    Unreadable with a sentence when the backup is for another server, cut, or does not
    come out equal; the caller's transaction and `written` undo the rest.
    """
    known = tables()
    said: dict[str, Any] | None = None
    manifest: dict[str, Any] | None = None
    with tarfile.open(fileobj=plain, mode="r|") as tar:
        for member in tar:
            # It would remember each of them, and none is asked for again.
            tar.members = []  # type: ignore[attr-defined]
            content = tar.extractfile(member)
            if content is None:
                raise Unreadable(f"{member.name} is no part of a backup.")
            if member.name == "format.json":
                said = json.load(content)
                _check_fits(said)
            elif member.name == "manifest.json":
                manifest = json.load(content)
            elif (match := _ROWS.match(member.name)) and match[1] in known and said:
                for lines in batched(content, _AT_ONCE):
                    insert(known[match[1]], [json.loads(line) for line in lines])
            elif (match := _FILE.match(member.name)) and said:
                _write_file(match[1], content, written)
            else:
                raise Unreadable(f"{member.name} is no part of a backup.")
    read_to_the_end(plain)
    if said is None or manifest is None:
        raise Unreadable("The backup is cut: its last part is missing. Take another copy.")
    _check_equal(manifest, written)
    return Restored(
        said["made_at"],
        manifest["checkpoint"],
        manifest["lanes"].get(str(SYSTEM_LANE), [0, ""])[1],
        manifest["counts"],
        manifest["files"],
    )


def _check_fits(said: dict[str, Any]) -> None:
    ours = description(tables())
    if said.get("format") != ours["format"]:
        raise Unreadable("This backup has a form that this version does not know. Update Spona.")
    if said["kind"] != ours["kind"]:
        raise Unreadable(f"This backup holds {said['kind']} data, this server {ours['kind']} data.")
    if said["migrations"] != ours["migrations"] or said["tables"] != ours["tables"]:
        raise Unreadable(
            f"This backup was made by version {said['version']}, this is {ours['version']}. "
            "Restore it with that version; `./spona upgrade` then brings it here."
        )
    other = [name for name, mark in ours["keys"].items() if said["keys"].get(name) != mark]
    if other:
        raise Unreadable(
            f"These key files are not those of the backup: {', '.join(other)}. "
            "Put the ones from the safe into the folder of the key files first. A backup from "
            "before `./spona keys rotate` needs those of then: their papers and keys.sealed."
        )


def _write_file(name: str, content: IO[bytes], written: list[str]) -> None:
    path = files.path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    written.append(name)
    with os.fdopen(handle, "wb") as sink:
        shutil.copyfileobj(content, sink, 1 << 20)
        sink.flush()
        os.fsync(sink.fileno())


def _check_equal(manifest: dict[str, Any], written: list[str]) -> None:
    for label, model in tables().items():
        there, wanted = count(model), manifest["counts"].get(label)
        if there != wanted:
            raise Unreadable(f"Of {label} came back {there} rows, the backup says {wanted}.")
    if lane_heads() != manifest["lanes"]:
        raise Unreadable("The heads of the log are not those of the backup.")
    if len(written) != manifest["files"]:
        raise Unreadable(f"{len(written)} files came back, the backup says {manifest['files']}.")
