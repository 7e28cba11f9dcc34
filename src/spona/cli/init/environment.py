"""The settings of one server as a file of NAME=value lines, beside its key files (0600)."""

from __future__ import annotations

import os
from pathlib import Path

FILE = "environment"
_SHARED = Path("/etc/spona")


def default_secrets() -> Path:
    """/etc/spona for the system's administrator, else a folder in the own home."""
    return _SHARED if os.geteuid() == 0 else Path.home() / ".spona-secrets"


def default_data() -> Path:
    return Path("/var/lib/spona") if os.geteuid() == 0 else Path.home() / "spona-data"


def write_environment(secrets: Path, values: dict[str, str]) -> Path:
    """Writes the file anew; lines that somebody added for other names are kept."""
    path = secrets / FILE
    kept = read_environment(path) | values
    text = "".join(f"{name}={value}\n" for name, value in sorted(kept.items()) if value)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
    return path


def read_environment(path: Path) -> dict[str, str]:
    """NAME → value; comments and empty lines are left out. {} where there is no file."""
    if not path.is_file():
        return {}
    lines = [line.strip() for line in path.read_text().splitlines()]
    pairs = [line.split("=", 1) for line in lines if "=" in line and not line.startswith("#")]
    return {name.strip(): value.strip() for name, value in pairs}


def load_environment() -> None:
    """Sets what is not set yet, before Django reads it.

    Only where this shell says nothing of its own is the usual place looked at, so that a test
    or a demo never finds itself on real data.
    """
    if secrets := os.environ.get("SPONA_SECRETS"):
        path = Path(secrets) / FILE
    elif {"SPONA_DATA", "SPONA_KIND"} & os.environ.keys():
        return
    else:
        path = default_secrets() / FILE
    for name, value in read_environment(path).items():
        os.environ.setdefault(name, value)
