from __future__ import annotations

import fcntl
import subprocess
import uuid

import pytest

from tests.cli.server import Server, database_of_its_own


@pytest.fixture(scope="session")
def template(shared_folder):
    """One server set up by `init` and filled with the invented world, built once for all workers of
    a run. Nobody writes into it: tests work on copies."""
    server = Server(shared_folder.parent / "server")
    built = server.home / "built"
    with (shared_folder.parent / "server.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not built.exists():
            made = server("init")
            assert made.returncode == 0, made.stderr
            server.python("-m", "tests.cli.fill", str(server.home / "expected.json"))
            built.touch()
    return server


@pytest.fixture
def server(template, tmp_path):
    return template.copied(tmp_path / "server")


@pytest.fixture(scope="session")
def empty_template(template, tmp_path_factory):
    """A second machine with the first one's key files and empty tables, to be copied. They are made
    at once: `test_first_tables.py` compares them with those of the migrations."""
    bare = template.bare(tmp_path_factory.mktemp("empty"))
    bare.python("-c", (
        "import django; django.setup()\n"
        "from spona.cli.installation.first_tables import make_tables\nmake_tables()"
    ))  # fmt: skip
    return bare


@pytest.fixture
def empty(empty_template, tmp_path):
    return empty_template.copied(tmp_path / "empty")


@pytest.fixture(scope="session")
def saved_once(template, tmp_path_factory):
    """(backup of the template, public key, file with the private key), made once."""
    folder = tmp_path_factory.mktemp("saved")
    public, identity = _pair(folder)
    target = folder / "copy.age"
    done = template.copied(folder / "server")("backup", target, "--recipient", public)
    assert done.returncode == 0, done.stderr
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
