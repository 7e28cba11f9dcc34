"""One copy of the world, served by `./spona serve`'s own supervisor on a free port."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pyotp

from tests.served import template
from tests.served.mailbox import Mailbox
from tools.postgres import free_port


@dataclass
class Served:
    """`url` without a slash at the end; `accounts` by login."""

    url: str
    data: Path
    environment: dict[str, str]
    accounts: dict[str, dict[str, str]]
    mail: Mailbox
    log: Path
    process: subprocess.Popen
    _used: dict[str, int] = field(default_factory=dict)

    def code(self, login: str) -> str:
        """A one-time code that was not used before: each step of 30 s counts once.

        The server takes the step before, this one and the next, so three sign-ins in half
        a minute need no waiting.
        """
        step = max(self._used.get(login, 0) + 1, (int(time.time()) + 5) // 30 - 1)
        while step > int(time.time()) // 30 + 1:
            time.sleep(1)
        self._used[login] = step
        return pyotp.TOTP(self.accounts[login]["totp_secret"]).at(step * 30)

    def credentials(self, login: str) -> dict[str, str]:
        return {
            "login": login,
            "password": self.accounts[login]["password"],
            "code": self.code(login),
        }

    def django(self, code: str) -> str:
        return template.django(self.environment, code)


def start(shared: Path, folder: Path, *, offset: int = 0, **more: str) -> Served:
    """Starts it and waits for the first page. `offset` moves its deadline, in seconds; `more` is
    added to its environment."""
    made = template.copy(shared, folder)
    accounts = {a["login"]: a for a in json.loads((made.data / "demo_accounts.json").read_text())}
    return serve(made, folder, accounts, offset=offset, **more)


def serve(
    made: template.Copy,
    folder: Path,
    accounts: dict[str, dict[str, str]],
    *,
    offset: int = 0,
    **more: str,
) -> Served:
    """Serves what is there already; `accounts` may still be empty."""
    mail, port = Mailbox(), str(free_port())
    environment = made.environment | {
        "SPONA_PORT": port,
        "SPONA_MAIL": f"smtp://127.0.0.1:{mail.port}",
        "SPONA_CLOCK_OFFSET": str(offset),
        **more,
    }
    log = folder / "log"
    process = _begin(environment, log)
    return Served(f"http://localhost:{port}", made.data, environment, accounts, mail, log, process)


def move_on(served: Served, **ahead: float) -> None:
    """Some time later at the same address: the server ends and begins again, its deadline ahead.

    As after a night without power: what fell due meanwhile is caught up with.
    """
    _end(served)
    offset = int(served.environment["SPONA_CLOCK_OFFSET"]) + timedelta(**ahead).total_seconds()
    served.environment["SPONA_CLOCK_OFFSET"] = str(int(offset))
    served.process = _begin(served.environment, served.log)


def while_ended(served: Served, code: str) -> str:
    """As `Served.django`, while the server is down: what is told of long ago, its jobs would end."""
    _end(served)
    said = served.django(code)
    served.process = _begin(served.environment, served.log)
    return said


def _end(served: Served) -> None:
    served.process.send_signal(signal.SIGTERM)
    served.process.wait(20)


def _begin(environment: dict[str, str], log: Path) -> subprocess.Popen:
    port = environment["SPONA_PORT"]
    # Appended to, so that what a test adds to it is not written over by the server.
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "spona", "serve", "--port", port],
            cwd=template.ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
    _await(f"http://localhost:{port}", process, log)
    return process


def _await(url: str, process: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + 150
    while True:
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(url + "/readyz", timeout=5) as answer:
                assert answer.status == 200
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.1)


def stop(served: Served) -> None:
    try:
        _end(served)
    finally:
        served.mail.stop()
        template.drop(template.Copy(served.data, {}, served.environment["SPONA_DATABASE"]))
