"""The demo's invented world in a folder of its own, served as people start it.

The demo is what runs at production cost with people whose passwords are known.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tools.bench.figures import ROOT, Section
from tools.postgres import free_port

# The first start builds the world, on whatever else the machine is busy with.
_PATIENCE = 600.0


class World:
    """One demo at a time. `folder` belongs to the caller, who removes it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self._number = 0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self.folder / f"world{self._number}"

    def begin_anew(self) -> None:
        """The next start finds an empty folder."""
        self.stop()
        self._number += 1

    def start(self) -> float:
        """Starts `./spona demo`; seconds until /readyz says yes. SystemExit after ten minutes."""
        self.stop()
        self.port, began = free_port(), time.monotonic()
        command = [ROOT / "spona", "demo", "--data", self.data, "--port", self.port, "--json"]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(part) for part in command],
                cwd=ROOT, env=_plain(), stdout=log, stderr=log,
            )  # fmt: skip
        await_ready(self.port, "/readyz", self._process, self.folder / "log")
        return time.monotonic() - began

    def running(self) -> None:
        """Starts it unless it runs."""
        if self._process is None:
            self.start()

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(5)
        self._process = None

    def environment(self) -> dict[str, str]:
        """Points another process at this world."""
        return _plain() | {
            "SPONA_KIND": "demo",
            "SPONA_DATA": str(self.data),
            "SPONA_SECRETS": str(self.data.with_name(self.data.name + "-secrets")),
            "SPONA_PORT": str(self.port),
            "DJANGO_SETTINGS_MODULE": "spona.settings",
        }

    def fill(self, section: Section, module: str, *args: object) -> bool:
        """Rows of cells that `module` of this package prints in a process of its own, which points
        at this world's database. False, with a fault, where it broke off.
        """
        done = subprocess.run(
            [sys.executable, "-m", f"tools.bench.{module}", *map(str, args)],
            cwd=ROOT, env=self.environment(), capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode or not done.stdout:
            section.faults.append(f"{section.name}: it broke off: {done.stderr.strip()[-300:]}")
            return False
        section.rows += [tuple(line.split("\t")) for line in done.stdout.splitlines()]
        return True

    def accounts(self) -> dict[str, str]:
        """Login → password."""
        people = json.loads((self.data / "demo_accounts.json").read_text())
        return {person["login"]: person["password"] for person in people}

    def cards(self, logins: list[str]) -> dict[str, list[str]]:
        """A fresh printed card of ten one-time codes for each login: an app's code counts once
        in 30 s, which would make a measurement wait."""
        done = subprocess.run(
            [sys.executable, "-m", "tools.bench.cards", *logins],
            cwd=ROOT, env=self.environment(), capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"The one-time codes could not be made:\n{done.stderr[-2000:]}")
        cards: dict[str, list[str]] = json.loads(done.stdout)
        return cards


def await_ready(port: int, path: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Waits for a 200; SystemExit with the end of the log when none comes."""
    until = time.monotonic() + _PATIENCE
    while not _answers(port, path):
        if process.poll() is not None or time.monotonic() > until:
            raise SystemExit(f"The server did not start:\n{log.read_text()[-1000:]}")
        time.sleep(0.02)


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path, headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _plain() -> dict[str, str]:
    """This environment without what points at other data; the code is this folder's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SPONA_")}
    return kept | {"PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1"}
