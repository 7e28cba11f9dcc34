"""The key files of a server: made once by `init`, 0600, outside the data, never in a backup."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from spona.cli.installation.data_owner import give_to_folder_owner

# Each name has one job; a thief of the database without these opens nothing.
NAMES = ("pepper", "mac", "hold", "checkpoint", "factors", "limiter", "django")


def secrets_folder() -> Path | None:
    """The folder of SPONA_SECRETS, else what systemd hands over (LoadCredentialEncrypted=)."""
    if named := os.environ.get("SPONA_SECRETS"):
        return Path(named)
    handed = handed_by_systemd()
    # A unit may be handed credentials of another kind alone.
    return handed if handed and any((handed / name).is_file() for name in NAMES) else None


def handed_by_systemd() -> Path | None:
    """The folder in memory in which systemd puts the credentials of this unit."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    return Path(folder) if folder else None


def check_apart(data: Path, folder: Path) -> None:
    """Whoever copies the data folder must not copy the keys with it."""
    inner, outer = folder.resolve(), data.resolve()
    if inner == outer or outer in inner.parents or inner in outer.parents:
        raise SystemExit(
            f"The key files ({folder}) and the data ({data}) must lie apart. "
            "Choose another folder with --secrets."
        )


def make_secrets(folder: Path) -> list[Path]:
    """Writes the missing key files of 32 random bytes as hex; returns those it made."""
    missing = [name for name in NAMES if not (folder / name).exists()]
    if handed := [name for name in missing if (folder / f"{name}.cred").exists()]:
        raise SystemExit(
            f"The key files in {folder} were given to systemd ({', '.join(handed)}), and new ones "
            "would open nothing. spona-keys.conf says how a command is typed then."
        )
    return write_secrets(folder, {name: secrets.token_bytes(32) for name in missing})


def write_secrets(folder: Path, found: dict[str, bytes]) -> list[Path]:
    """Writes the key files that are not there; returns those it wrote.

    SystemExit before anything is written where one is there and is another.
    """
    for name, secret in found.items():
        path = folder / name
        if path.exists() and path.read_text().strip() != secret.hex():
            raise SystemExit(
                f"The key file {path} is there and is another one. Nothing was written: move the "
                "folder away first, or choose another with --secrets."
            )
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    written = []
    for name, secret in found.items():
        path = folder / name
        if path.exists():
            continue
        write_private(path, secret.hex() + "\n")
        written.append(path)
    return written


def write_private(path: Path, text: str) -> None:
    """In place of an older one, whole or not at all, for the owner of the folder only."""
    partial = path.with_name(path.name + ".partial")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
        give_to_folder_owner(file.fileno(), path.parent)
    partial.rename(path)


def read_secrets(folder: Path | None) -> dict[str, bytes]:
    """Name → 32 bytes. Without a folder (a check, a test) fresh ones that die with the process."""
    if folder is None:
        return {name: secrets.token_bytes(32) for name in NAMES}
    found = {}
    for name in NAMES:
        path = folder / name
        if not path.exists():
            raise SystemExit(
                f"The key file {path} is missing. On a new server `./spona init` makes it; of one "
                "that has data it is on paper (`./spona keys read`) or in the safe."
            )
        found[name] = bytes.fromhex(path.read_text().strip())
    return found
