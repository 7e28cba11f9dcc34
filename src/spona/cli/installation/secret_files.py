"""The key files of a server: made once by `init`, 0600, outside the data, never in a backup."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

# Each name has one job; a thief of the database without these opens nothing.
NAMES = ("pepper", "mac", "hold", "checkpoint", "factors", "limiter", "django")


def make_secrets(folder: Path) -> list[Path]:
    """Writes the missing key files of 32 random bytes as hex; returns those it made."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    made = []
    for name in NAMES:
        path = folder / name
        if path.exists():
            continue
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32) + "\n")
        made.append(path)
    return made


def read_secrets(folder: Path | None) -> dict[str, bytes]:
    """Name → 32 bytes. Without a folder (a check, a test) fresh ones that die with the process."""
    if folder is None:
        return {name: secrets.token_bytes(32) for name in NAMES}
    found = {}
    for name in NAMES:
        path = folder / name
        if not path.exists():
            raise SystemExit(f"The key file {path} is missing. `./spona init` makes it.")
        found[name] = bytes.fromhex(path.read_text().strip())
    return found
