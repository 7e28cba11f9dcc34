"""The template world: built by the first worker that asks, used by all of them."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Copy:
    """Environment of one copy, and its folder."""

    data: Path
    environment: dict[str, str]
    database: str

    def django(self, code: str) -> str:
        return django(self.environment, code)


def django(environment: dict[str, str], code: str) -> str:
    """Runs Python in a world's own environment, with Django set up; its output."""
    done = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()\n" + code],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def base_environment(data: Path, secrets: Path, database: str) -> dict[str, str]:
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith("SPONA_") and k != "PYTHONWARNINGS"
    }
    return kept | {
        "SPONA_KIND": "test",
        "SPONA_DATA": str(data),
        "SPONA_SECRETS": str(secrets),
        "SPONA_HOST": "localhost",
        "SPONA_DATABASE": database,
        "DJANGO_SETTINGS_MODULE": "spona.settings",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "PYTHONUNBUFFERED": "1",
    }


def admin() -> str:
    """Address of the PostgreSQL server under test; empty when the round runs on SQLite."""
    return os.environ.get("SPONA_DATABASE", "")


def template(shared: Path) -> Path:
    """Folder of the template, built under a lock so that parallel workers wait for one build."""
    home = shared / "template"
    shared.mkdir(parents=True, exist_ok=True)
    with (shared / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (home / "built").exists():
            return home
        (home / "data").mkdir(parents=True)
        database = ""
        if admin():
            name = _name(shared)
            _admin(f'CREATE DATABASE "{name}"')
            database = _address(name)
        done = subprocess.run(
            [sys.executable, "-m", "tests.served.build"],
            cwd=ROOT,
            env=base_environment(home / "data", home / "secrets", database),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        (home / "built").touch()
    return home


def copy(shared: Path, folder: Path) -> Copy:
    """A copy of the template in `folder`, with a database of its own."""
    home = template(shared)
    shutil.copytree(home / "data", folder / "data")
    shutil.copytree(home / "secrets", folder / "secrets")
    database = ""
    if admin():
        name = f"{_name(shared)}_{os.urandom(4).hex()}"
        _admin(f'CREATE DATABASE "{name}" TEMPLATE "{_name(shared)}"')
        database = _address(name)
    environment = base_environment(folder / "data", folder / "secrets", database)
    return Copy(folder / "data", environment, database)


def drop(made: Copy) -> None:
    if made.database:
        _admin(f'DROP DATABASE IF EXISTS "{urlsplit(made.database).path[1:]}" WITH (FORCE)')


def _name(shared: Path) -> str:
    return "served_" + "".join(c for c in shared.name + shared.parent.name if c.isalnum())[:40]


def _address(name: str) -> str:
    parts = urlsplit(admin())
    return f"{parts.scheme}://{parts.netloc}/{name}"


def _admin(statement: str) -> None:
    with psycopg.connect(admin(), autocommit=True) as connection:
        connection.execute(statement)
