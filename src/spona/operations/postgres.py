"""A PostgreSQL server for tests: started here on loopback, ended here by its id."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

APT = "sudo apt-get install -y postgresql-17"
_SETTINGS = {
    # A test server may lose its data; what is tested is behaviour, not the disk.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "120",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
}


def binaries() -> Path | None:
    """The folder of the newest PostgreSQL on this machine (15 or later), or None."""
    found = [
        (int(match[1]), path)
        for path in Path("/usr/lib/postgresql").glob("*/bin")
        if (match := re.match(r"(\d+)$", path.parent.name)) and (path / "initdb").exists()
    ]
    return max(found)[1] if found and max(found)[0] >= 15 else None


def free_port() -> int:
    """A port of the loopback address that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running() -> Iterator[str]:
    """Yields `postgresql://postgres@127.0.0.1:PORT/postgres`; the server ends with the block."""
    programs = binaries()
    if programs is None:
        raise SystemExit(f"PostgreSQL is missing. Type this, then start again:\n  {APT}")
    home = Path(tempfile.mkdtemp(prefix="spona-postgres-"))
    # PostgreSQL refuses to run as root, so root steps down to the user its package made.
    step_down = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if step_down:
        shutil.chown(home, "postgres")
    data, port = home / "data", free_port()
    _quietly(
        [*step_down, programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust",
         "--locale=C.UTF-8", "--no-sync"],
    )  # fmt: skip
    flags = " ".join(f"-c {key}='{value}'" for key, value in _SETTINGS.items())
    server = [*step_down, programs / "pg_ctl", "-D", data]
    _quietly([*server, "-w", "-l", home / "log", "-o", f"-p {port} {flags}", "start"])
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        _quietly([*server, "-m", "immediate", "stop"])
        shutil.rmtree(home, ignore_errors=True)


def _quietly(command: Sequence[object]) -> None:
    """Runs it from `/`: the user it steps down to may not be let into this folder."""
    subprocess.run(
        [str(part) for part in command],
        check=True,
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
