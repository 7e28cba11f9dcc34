"""A PostgreSQL server for tests: started here on loopback, ended here by its id."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

APT = "sudo apt-get install -y postgresql"
# A test server may lose its data; what is tested is behaviour, not the disk.
_RISKY = ("fsync", "synchronous_commit", "full_page_writes")
_SETTINGS = dict.fromkeys(_RISKY, "off") | {
    "max_connections": "120",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
}


class NotStarted(Exception):
    """PostgreSQL is here and does not start; the message is one sentence with its own last line."""


def binaries() -> Path | None:
    """The folder of the newest PostgreSQL on this machine (15 or later), or None.

    `SPONA_POSTGRES` names the folder that holds the versions where it is not Debian's.
    """
    versions = Path(os.environ.get("SPONA_POSTGRES", "/usr/lib/postgresql"))
    found = [
        (int(match[1]), path)
        for path in versions.glob("*/bin")
        if (match := re.match(r"(\d+)$", path.parent.name)) and (path / "initdb").exists()
    ]
    return max(found)[1] if found and max(found)[0] >= 15 else None


def free_port() -> int:
    """A port of the loopback address that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """One server in a folder of its own; `address` is `postgresql://postgres@127.0.0.1:PORT/postgres`.

    `durable`: it keeps what it acknowledged, as a server of real data does, also when killed.
    """

    def __init__(self, home: Path, programs: Path, *, durable: bool = False) -> None:
        self.home, self.data, self.port = home, home / "data", free_port()
        self.address = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"
        settings = _SETTINGS | (dict.fromkeys(_RISKY, "on") if durable else {})
        self._flags = " ".join(f"-c {key}='{value}'" for key, value in settings.items())
        # PostgreSQL refuses to run as root, so root steps down to the user its package made.
        self._step_down = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        self._control = [*self._step_down, programs / "pg_ctl", "-D", self.data]
        self._initdb = [programs / "initdb", "-D", self.data, "-U", "postgres", "-A", "trust"]

    def make(self) -> None:
        if self._step_down:
            shutil.chown(self.home, "postgres")
        try:
            _quietly([*self._step_down, *self._initdb, "--locale=C.UTF-8", "--no-sync"])
        except subprocess.CalledProcessError as error:
            raise NotStarted(f"PostgreSQL made no folder of data: {error}") from error

    def start(self) -> None:
        options = f"-p {self.port} {self._flags}"
        try:
            _quietly([*self._control, "-w", "-l", self.home / "log", "-o", options, "start"])
        except subprocess.CalledProcessError as error:
            raise NotStarted(f"PostgreSQL did not start: {self._last_word() or error}") from error

    def _last_word(self) -> str:
        """What its log ends with; a log that is not there says nothing."""
        with suppress(OSError):
            lines = (self.home / "log").read_text().strip().splitlines()
            return lines[-1] if lines else ""
        return ""

    def stop(self) -> None:
        _quietly([*self._control, "-m", "immediate", "stop"])

    def process(self) -> int:
        """The id of the server's first process, the parent of the others."""
        return int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])


@contextmanager
def running() -> Iterator[str]:
    """Yields the address of a server that ends with the block."""
    with server() as made:
        yield made.address


@contextmanager
def server(*, durable: bool = False) -> Iterator[Server]:
    """A started server; SystemExit with the line to type where PostgreSQL is missing."""
    programs = binaries()
    if programs is None:
        raise SystemExit(f"PostgreSQL is missing. Type this, then start again:\n  {APT}")
    made = Server(Path(tempfile.mkdtemp(prefix="spona-postgres-")), programs, durable=durable)
    try:
        made.make()
        made.start()
        yield made
    finally:
        # A proof may have killed it, or it never started.
        with suppress(subprocess.CalledProcessError):
            made.stop()
        shutil.rmtree(made.home, ignore_errors=True)


def _quietly(command: Sequence[object]) -> None:
    """Runs it from `/`: the user it steps down to may not be let into this folder."""
    subprocess.run(
        [str(part) for part in command],
        check=True,
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
