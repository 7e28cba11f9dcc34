from __future__ import annotations

import shutil
import subprocess
import uuid

import pytest

from tests.cli.server import Server, database_of_its_own


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    """One server set up by `init` and filled with the invented world; tests work on copies."""
    server = Server(tmp_path_factory.mktemp("server"))
    made = server("init")
    assert made.returncode == 0, made.stderr
    server.python("-m", "tests.cli.fill", str(server.home / "expected.json"))
    return server


@pytest.fixture
def server(template, tmp_path):
    copy = Server(tmp_path / "server")
    shutil.copytree(template.home, copy.home, dirs_exist_ok=True)
    return copy


@pytest.fixture(scope="session")
def empty_template(template, tmp_path_factory):
    """A second machine with the first one's key files and empty tables, to be copied."""
    bare = template.bare(tmp_path_factory.mktemp("empty"))
    bare.python("-m", "django", "migrate", "-v", "0")
    return bare


@pytest.fixture
def empty(empty_template, tmp_path):
    copy = Server(tmp_path / "empty")
    shutil.copytree(empty_template.home, copy.home, dirs_exist_ok=True)
    return copy


@pytest.fixture(scope="session")
def saved_once(template, tmp_path_factory):
    """(backup of the template, public key, file with the private key), made once."""
    folder = tmp_path_factory.mktemp("saved")
    public, identity = _pair(folder)
    target = folder / "copy.age"
    done = template("backup", target, "--recipient", public)
    assert done.returncode == 0, done.stderr
    # The copies of the template begin without a backup of their own.
    (template.data / "last_backup.json").unlink()
    return target, public, identity


@pytest.fixture
def empty_postgres(server, tmp_path):
    """The same on a database of its own in PostgreSQL; skipped where there is none."""
    with database_of_its_own() as address:
        yield server.bare(tmp_path / "postgres", database=address)


@pytest.fixture
def age_pair(tmp_path):
    """(public key, file with the private one), fresh for each test."""
    return _pair(tmp_path)


def _pair(folder):
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    path = folder / f"{uuid.uuid4().hex}.txt"
    path.write_text(f"# made for one test\n{identity}\n")
    return str(identity.to_public()), path


@pytest.fixture
def ended():
    """Processes that a test started; each is ended by its id, whatever happened."""
    started: list[subprocess.Popen] = []
    yield started
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait(10)
