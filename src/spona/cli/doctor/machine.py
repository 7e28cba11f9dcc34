"""The machine: key files, folders, the disk, what could write memory to the disk."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path
from typing import Final

from django.conf import settings

from spona.cli.doctor import disks
from spona.cli.doctor.findings import OK, RED, WARNING, Finding, found
from spona.cli.installation.secret_files import NAMES, handed_by_systemd, secrets_folder
from spona.cli.installation.stamp import read_stamp

_GIB: Final = 1 << 30


def stamp() -> list[Finding]:
    kind, wanted = read_stamp(settings.SPONA_DATA), settings.SPONA_KIND
    if kind == wanted:
        return [Finding(OK, "stamp", f"The data folder is stamped {kind}.")]
    said = f"stamped {kind}" if kind else "not stamped"
    return [
        Finding(
            RED, "stamp", f"The data folder is {said}, the settings say {wanted}.",
            "Set SPONA_DATA and SPONA_KIND to fit, or make a folder with `./spona init`.",
        )
    ]  # fmt: skip


def key_files() -> list[Finding]:
    """Present, for the owner only, and apart from the data."""
    folder = secrets_folder()
    if folder is None:
        return [
            Finding(
                RED, "key_files", "No folder of key files is named.",
                "Set SPONA_SECRETS to the folder that `./spona init` made.",
            )
        ]  # fmt: skip
    missing = [
        f"The key file {folder / name} is missing."
        for name in NAMES
        if not (folder / name).is_file()
    ]
    if folder == handed_by_systemd():
        # Only in memory and for this unit. Its list of who may read shows as rights of a group.
        good = "The key files come from systemd, in memory and for this unit alone."
        todo = "spona-keys.conf names each of them; systemd-creds encrypt makes them."
        return found("key_files", good, missing, todo)
    bad = missing
    for name in NAMES:
        path = folder / name
        if path.is_file() and open_to_others(path):
            bad.append(f"The key file {path} can be read by others ({_mode(path)}).")
    if open_to_others(folder):
        bad.append(f"The folder {folder} is open to others ({_mode(folder)}).")
    data = Path(settings.SPONA_DATA).resolve()
    if data == folder.resolve() or data in folder.resolve().parents:
        bad.append(f"The key files lie inside the data folder {data}.")
    todo = f"Type: chmod 700 {folder} && chmod 600 {folder}/*. Missing ones are in the safe."
    return found("key_files", "The key files are there, 0600, apart from the data.", bad, todo)


def data_folder() -> list[Finding]:
    folder = Path(settings.SPONA_DATA)
    bad = [f"The data folder {folder} is open to others ({_mode(folder)})."]
    return found(
        "data_folder",
        "The data folder is open to its owner only.",
        bad if open_to_others(folder) else [],
        f"Type: chmod 700 {folder}",
    )


def open_to_others(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def _mode(path: Path) -> str:
    return f"{path.stat().st_mode & 0o777:04o}"


def disk_space() -> list[Finding]:
    free = shutil.disk_usage(settings.SPONA_DATA).free
    sentence = f"{free / _GIB:.1f} GiB are free where the data lies."
    if free > 2 * _GIB:
        return [Finding(OK, "disk_space", sentence)]
    level = RED if free < _GIB // 4 else WARNING
    return [Finding(level, "disk_space", sentence, "Make room: a full disk loses new reports.")]


def disk_encryption() -> list[Finding]:
    """Looks for dm-crypt below the data; what a hoster encrypts further down cannot be seen."""
    if disks.encrypted(Path(settings.SPONA_DATA)):
        return [Finding(OK, "disk_encryption", "The disk of the data is encrypted (dm-crypt).")]
    return [
        Finding(
            WARNING, "disk_encryption", "No encryption of the disk can be seen from here.",
            "Content is sealed anyway, names of institutions and times are not. Put the data "
            "folder on an encrypted disk (LUKS); with PostgreSQL, its disk too.",
        )
    ]  # fmt: skip


def swap() -> list[Finding]:
    """Memory that is swapped out lies on the disk in clear."""
    path = Path("/proc/swaps")
    used = [line.split()[0] for line in path.read_text().splitlines()[1:]] if path.exists() else []
    # zram stays in memory.
    bad = [f"{name} is used for swapping." for name in used if "zram" not in name]
    todo = "Type: sudo swapoff -a, and take it out of /etc/fstab; or encrypt it."
    return found("swap", "Nothing is swapped to a disk.", bad, todo, level=WARNING)


def core_dumps() -> list[Finding]:
    """`serve` sets the limit to 0, but a pattern with a pipe does not ask for the limit."""
    path = Path("/proc/sys/kernel/core_pattern")
    pattern = path.read_text().strip() if path.exists() else ""
    bad = (
        [f"A crashed process is handed to {pattern[1:].split()[0]}."] if pattern[:1] == "|" else []
    )
    todo = "Type: sudo sysctl kernel.core_pattern=core (and keep it in /etc/sysctl.d)."
    return found("core_dumps", "A crash writes no memory to the disk.", bad, todo, level=WARNING)
