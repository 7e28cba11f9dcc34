"""`./spona check advisories`: do the locked versions stand in a database of known weaknesses.

Reads a folder, or one file, of entries in the format of OSV. Nothing is fetched: who checks brings
the database. What cannot be read or judged is a fault of its own, for behind it anything may hide.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tools.release.locks import NPM, PYPI, Locked, everything, normal
from tools.release.versions import Unreadable, Version, version_of

ROOT = Path(__file__).resolve().parents[2]
NAMED: Final = "SPONA_ADVISORIES"
_WITHOUT: Final = (
    "No database of advisories is at hand, so nothing was compared. osv.dev gives out one archive "
    f"for PyPI and one for npm: unpack both into a folder and name it by {NAMED} or --advisories."
)
_TURNS: Final = {"fixed": 0, "limit": 0, "introduced": 1, "last_affected": 2}


@dataclass(slots=True)
class Found:
    """Sentences: what affects us, what nobody can tell; how much was read, and how old it is."""

    affecting: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    entries: int = 0
    newest: str = ""


def main() -> int:
    """0 where nothing affects us or no database is named, 1 otherwise."""
    named = os.environ.get(NAMED, "")
    if not named:
        print(_WITHOUT)
        return 0
    packages = everything(ROOT)
    found = compare(packages, Path(named))
    for sentence in found.affecting + found.unclear:
        # A database from elsewhere writes nothing but text on this terminal.
        print("".join(letter if letter.isprintable() else "?" for letter in sentence))
    print(
        f"{len(packages)} locked packages, {found.entries} entries for PyPI and npm"
        f"{f', the newest of {found.newest[:10]}' if found.newest else ''}: "
        f"{len(found.affecting)} affect us, {len(found.unclear)} could not be judged."
    )
    return 1 if found.affecting or found.unclear else 0


def compare(packages: Iterable[Locked], database: Path) -> Found:
    """Every entry of the database against every package of its name."""
    ours: dict[tuple[str, str], list[Locked]] = defaultdict(list)
    for one in packages:
        ours[one.ecosystem, one.name].append(one)
    found = Found()
    for where, entry in _entries(database, found):
        try:
            _look_at(entry, ours, found)
        except (AttributeError, KeyError, TypeError, ValueError):
            found.unclear.append(f"{where} is not in the format of OSV.")
    if not found.entries:
        found.unclear.append(f"{database} holds no entry for PyPI or npm.")
    return found


def _entries(database: Path, found: Found) -> Iterator[tuple[str, Any]]:
    """(where it stands, what stands there); what cannot be read is noted and passed over."""
    files = sorted(database.rglob("*.json")) if database.is_dir() else [database]
    for path in files:
        try:
            said = json.loads(path.read_bytes())
        except OSError as error:
            found.unclear.append(f"{path} cannot be read ({type(error).__name__}).")
            continue
        except (ValueError, RecursionError):
            found.unclear.append(f"{path.name} is no whole JSON; was it cut?")
            continue
        several = said if isinstance(said, list) else [said]
        yield from ((path.name, one) for one in several)


def _look_at(
    entry: dict[str, Any], ours: dict[tuple[str, str], list[Locked]], found: Found
) -> None:
    name, affected = str(entry["id"]), entry.get("affected") or []
    places = [(_package(one), one) for one in affected if "package" in one]
    known = [(key, one) for key, one in places if key[0] in (PYPI, NPM)]
    if not known:
        return
    found.entries += 1
    found.newest = max(found.newest, str(entry.get("modified", "")))
    if entry.get("withdrawn"):
        return
    for key, one in known:
        for package in ours.get(key, []):
            _judge(name, package, one, found)


def _package(affected: dict[str, Any]) -> tuple[str, str]:
    said = affected["package"]
    # Part of an ecosystem may stand behind a colon.
    ecosystem, name = str(said["ecosystem"]).partition(":")[0], str(said["name"])
    return ecosystem, normal(name) if ecosystem == PYPI else name


def _judge(entry: str, package: Locked, affected: dict[str, Any], found: Found) -> None:
    what = f"{package.name} {package.version} ({package.ecosystem})"
    if package.development:
        what += ", which only developers have,"
    listed, ranges = affected.get("versions") or [], affected.get("ranges") or []
    # Those of commits say nothing of a release; the same entry lists its versions then.
    told = [one for one in ranges if one["type"] != "GIT"]
    if not listed and not told:
        found.unclear.append(f"{what}: {entry} names no version of it. Read it.")
    try:
        own = version_of(package.ecosystem, package.version)
        hit = package.version in listed or own in _versions(package.ecosystem, listed)
        fixed: list[str] = []
        for one in told:
            inside, mended = _within(package.ecosystem, own, one)
            hit = hit or inside
            fixed += mended
    except Unreadable as error:
        found.unclear.append(f"{what}: {entry} {error}. Read it.")
        return
    if hit:
        better = f"fixed in {' or '.join(fixed)}" if fixed else "no fixed version is known"
        found.affecting.append(f"{what} is affected by {entry}; {better}.")


def _versions(ecosystem: str, listed: Iterable[str]) -> set[Version]:
    """Only those that can be read: an odd one in a long list is not the one that is locked."""
    found = set()
    for one in listed:
        try:
            found.add(version_of(ecosystem, one))
        except Unreadable:
            continue
    return found


def _within(ecosystem: str, own: Version, said: dict[str, Any]) -> tuple[bool, list[str]]:
    """Whether a version lies in a range, and the nearest one above it in which that is mended."""
    if said["type"] not in ("ECOSYSTEM", "SEMVER"):
        raise Unreadable(f"has a range of an unknown type ({said['type']})")
    events = []
    for event in said["events"]:
        for kind, at in event.items():
            if kind not in _TURNS:
                raise Unreadable(f"has a range with an unknown event ({kind})")
            events.append((None if at == "0" else version_of(ecosystem, at), kind, at))
    # "0" is before everything. At one version what ends there comes first, then what begins.
    events.sort(key=lambda one: (one[0] is not None, one[0] or own, _TURNS[one[1]]))
    # A range that never begins is taken as if it always had: rather a false alarm than none.
    inside = all(kind != "introduced" for _version, kind, _at in events)
    for version, kind, _at in events:
        behind = version is None or own > version
        reached = behind or own == version
        if kind == "introduced":
            inside = inside or reached
        elif behind if kind == "last_affected" else reached:
            inside = False
    mended = [at for version, kind, at in events if kind == "fixed" and version and version > own]
    return inside, mended[:1] if inside else []


if __name__ == "__main__":
    raise SystemExit(main())
