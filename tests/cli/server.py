"""One server in folders of its own, driven through its commands as an operator would."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from spona.cli.installation.secret_files import NAMES

SOURCE = Path(__file__).parents[2] / "src"


def postgres_address() -> str:
    return os.environ.get("SPONA_TEST_POSTGRES", "")


@contextmanager
def database_of_its_own() -> Iterator[str]:
    """The address of a new database in PostgreSQL, dropped afterwards; skips where there is none."""
    admin = postgres_address()
    if not admin:
        pytest.skip("SPONA_TEST_POSTGRES is not set: no PostgreSQL for a database of its own")
    import psycopg

    name = f"spona_own_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield f"{admin.rsplit('/', 1)[0]}/{name}"
    finally:
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


class Server:
    """`server("doctor", "--json")` runs a verb and returns the finished process."""

    def __init__(self, home: Path, *, database: str = "") -> None:
        self.home = home
        self.data, self.secrets = home / "data", home / "keys"
        self.database = database
        home.mkdir(parents=True, exist_ok=True)

    @property
    def environment(self) -> dict[str, str]:
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("SPONA_", "DJANGO_"))}
        return clean | {
            "PYTHONPATH": f"{SOURCE}:{SOURCE.parent}",
            "SPONA_KIND": "test",
            "SPONA_DATA": str(self.data),
            "SPONA_SECRETS": str(self.secrets),
            "SPONA_DATABASE": self.database,
            # The machine that tests has one disk, and what encrypts it cannot be seen.
            "SPONA_DISK_ENCRYPTED": "1",
            "DJANGO_SETTINGS_MODULE": "spona.settings",
            "PYTHONUNBUFFERED": "1",
        }

    def __call__(self, *args: object, **more: str) -> subprocess.CompletedProcess[str]:
        return self.run("-m", "spona", *map(str, args), **more)

    def run(self, *args: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *args], env=self.environment | more, cwd=self.home,
            capture_output=True, text=True, timeout=900, check=False,
        )  # fmt: skip

    def python(self, *args: str) -> str:
        done = self.run(*args)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *args: object, **more: str) -> subprocess.Popen[str]:
        return self.start_python("-m", "spona", *map(str, args), **more)

    def start_python(self, *args: str, **more: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *args], env=self.environment | more, cwd=self.home, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def bare(self, home: Path, *, database: str = "") -> Server:
        """A new machine to which only the key files were brought from the safe."""
        other = Server(home, database=database)
        other.data.mkdir(mode=0o700)
        (other.data / "kind").write_text("test\n")
        shutil.copytree(self.secrets, other.secrets)
        return other

    def copied(self, home: Path) -> Server:
        """The whole machine once more: keys, data and its file of SQLite."""
        other = Server(home, database=self.database)
        shutil.copytree(self.home, other.home, dirs_exist_ok=True)
        # The file of heads belongs to one address of the database: the operator renames it.
        address = f"django.db.backends.sqlite3|||{other.data / 'spona.sqlite3'}"
        name = f"heads-{hashlib.sha256(address.encode()).hexdigest()[:12]}"
        for file in Path(f"{other.secrets}-log").glob("heads-*"):
            file.rename(file.with_name(name + file.suffix))
        return other

    def sql(self, statement: str) -> list[tuple]:
        """What somebody with the file in hand reads or does, past the program."""
        file = self.data / "spona.sqlite3"
        with closing(sqlite3.connect(file, autocommit=True)) as connection:
            return connection.execute(statement).fetchall()

    def secret_texts(self) -> list[bytes]:
        """Every key in the forms in which it could have slipped out."""
        import base64

        raw = [bytes.fromhex((self.secrets / name).read_text().strip()) for name in NAMES]
        assert len(raw) == 7
        return [form for key in raw for form in (
            key, key.hex().encode(), key.hex().upper().encode(), base64.b64encode(key),
            base64.urlsafe_b64encode(key),
        )]  # fmt: skip
