"""On which disk a folder lies, and whether something encrypts it there (dm-crypt)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

SYSFS: Final = Path("/sys")
_MOUNTS: Final = Path("/proc/self/mountinfo")
_IN_MEMORY: Final = ("tmpfs", "ramfs")


def together(first: Path, second: Path) -> str:
    """The name of an unencrypted disk on which both folders lie; '' where a thief gets only one."""
    if _in_memory(first) or _in_memory(second):
        return ""
    if encrypted(first) or encrypted(second):
        return ""
    shared = disks_below(first) & disks_below(second)
    if shared:
        return ", ".join(sorted(shared))
    # An overlay or a network's folder names no disk of this machine; the same one is still one.
    same = first.stat().st_dev == second.stat().st_dev
    return _mounted(first)[1] if same else ""


def encrypted(folder: Path, *, sysfs: Path = SYSFS) -> bool:
    """True where everything below the folder is dm-crypt; what a hoster does cannot be seen."""
    return _encrypted(_device(folder, sysfs))


def disks_below(folder: Path, *, sysfs: Path = SYSFS) -> set[str]:
    """Names of the disks on which the folder lies, through partitions, LVM and RAID."""
    device = _device(folder, sysfs)
    return _whole(device) if device.exists() else set()


def _device(folder: Path, sysfs: Path) -> Path:
    number = folder.stat().st_dev
    if os.major(number):
        return sysfs / "dev" / "block" / f"{os.major(number)}:{os.minor(number)}"
    # btrfs and its like number their mounts themselves; the mount says where they lie.
    source = _mounted(folder)[1]
    return sysfs / "class" / "block" / Path(os.path.realpath(source)).name


def _encrypted(device: Path, depth: int = 0) -> bool:
    uuid = device / "dm" / "uuid"
    if uuid.is_file() and uuid.read_text().startswith("CRYPT-"):
        return True
    below = device / "slaves"
    if depth > 8 or not below.is_dir():
        return False
    under = list(below.iterdir())
    return bool(under) and all(_encrypted(each.resolve(), depth + 1) for each in under)


def _whole(device: Path, depth: int = 0) -> set[str]:
    below = device / "slaves"
    under = list(below.iterdir()) if depth < 8 and below.is_dir() else []
    if under:
        return set().union(*(_whole(each.resolve(), depth + 1) for each in under))
    place = device.resolve()
    # A partition lies inside the folder of its disk.
    return {(place.parent if (place / "partition").exists() else place).name}


def _in_memory(folder: Path) -> bool:
    return _mounted(folder)[0] in _IN_MEMORY


def _mounted(folder: Path) -> tuple[str, str]:
    """(type of file system, source) of the mount in which a folder lies."""
    place, best = folder.resolve(), ("", "", "")
    for line in _MOUNTS.read_text().splitlines():
        before, _dash, after = line.partition(" - ")
        where = before.split()[4].encode().decode("unicode_escape")
        inside = place.is_relative_to(where)
        # The last one of several at one place covers the others.
        if inside and len(where) >= len(best[0]):
            kind, source = after.split()[:2]
            best = (where, kind, source)
    return best[1], best[2]
