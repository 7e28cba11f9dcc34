"""Upgrade, restore and reset beside a running server: nobody writes meanwhile, nothing is lost."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from tests.cli.traffic import Traffic
from tests.served import running, template

# The paths that its proof rests on: `./spona prove --changed` runs it when one changed.
PROVES = (
    "src/spona/cli",
    "src/spona/demo",
    "src/spona/middleware",
    "src/spona/audit",
    "src/spona/vault",
    "src/spona/settings.py",
    "tests/cli",
    "tests/served",
)

STEPS = ("Closed:", "Backup:", "Tables:", "Lists", "Log:")


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def installation(request, shared_folder, tmp_path, monkeypatch):
    """A world that is served, on either database."""
    shared = shared_folder
    if request.param == "PostgreSQL":
        address = os.environ.get("SPONA_TEST_POSTGRES", "")
        if not address:
            pytest.skip("SPONA_TEST_POSTGRES is not set: no PostgreSQL for a database of its own")
        monkeypatch.setenv("SPONA_DATABASE", address)
        shared = shared_folder / "on_postgresql"
    else:
        monkeypatch.delenv("SPONA_DATABASE", raising=False)
    (tmp_path / "world").mkdir()
    made = running.start(shared, tmp_path / "world")
    yield made
    running.stop(made)
    template.drop(template.Copy(made.data, made.environment, made.environment["SPONA_DATABASE"]))


class Command:
    """A command beside the server, read line by line."""

    def __init__(self, installation, *args, settings="spona.settings"):
        self.output = ""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "spona", *map(str, args)], text=True, cwd=template.ROOT,
            env=installation.environment | {"DJANGO_SETTINGS_MODULE": settings},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def until(self, words):
        """Reads until a line begins so; the command goes on meanwhile."""
        for line in self.process.stdout:
            self.output += line
            if line.startswith(words):
                return
        raise AssertionError(self.output)

    def stopped_at(self, words):
        """As `until`, and the command stands still there."""
        self.until(words)
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self):
        self.process.send_signal(signal.SIGCONT)

    def end(self):
        """(its code, all it said)"""
        self.output += self.process.stdout.read()
        code = self.process.wait(120)
        self.process.stdout.close()
        return code, self.output


@pytest.fixture
def upgrade(installation, tmp_path, age_pair):
    """Begins an upgrade to a later version, each with a backup of its own."""
    begun = []

    def begin(settings="tests.cli.later_settings", **more):
        target = tmp_path / f"backup{len(begun)}.age"
        options = [part for name, value in more.items() for part in (f"--{name}", value)]
        args = ["upgrade", target, "--recipient", age_pair[0], *options]
        begun.append(Command(installation, *args, settings=settings))
        return begun[-1]

    yield begin
    for command in begun:
        with suppress(ProcessLookupError):
            command.process.kill()
        command.process.wait(10)
        if not command.process.stdout.closed:
            command.process.stdout.close()


def has_later_tables(installation):
    return installation.django(
        "from django.db import connection as c\n"
        "print('later_thing' in c.introspection.table_names())"
    ).strip() == "True"  # fmt: skip


def hung_between_writes(worker, installation):
    """Stops it where it holds no transaction; else everybody would wait for what it has begun."""
    until = time.monotonic() + 30
    while True:
        os.kill(worker, signal.SIGSTOP)
        if nobody_writes(installation):
            return
        os.kill(worker, signal.SIGCONT)
        assert time.monotonic() < until
        time.sleep(0.1)


def nobody_writes(installation):
    address = installation.environment["SPONA_DATABASE"]
    if address:
        with psycopg.connect(address, autocommit=True) as connection:
            (begun,) = connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND backend_xid IS NOT NULL"
            ).fetchone()
        return begun == 0
    connection = sqlite3.connect(installation.data / "spona.sqlite3", timeout=0)
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return False
    else:
        connection.rollback()
    finally:
        connection.close()
    return True


def whole(installation):
    done = Command(installation, "audit", "verify").end()
    return done[0] == 0, done[1]


def file_of(installation):
    """What must stay the same: (inode, owner, mode) of the database's file."""
    if installation.environment["SPONA_DATABASE"]:
        return None
    there = (installation.data / "spona.sqlite3").stat()
    return there.st_ino, there.st_uid, there.st_gid, there.st_mode


# Real accidents, each at a real step; each says what the command must have said.


def backup_does_not_fit(installation, upgrade):
    command = upgrade()
    command.stopped_at("Closed:")
    resource.prlimit(command.process.pid, resource.RLIMIT_FSIZE, (8192, 8192))
    command.go_on()
    code, said = command.end()
    assert code == 1
    assert "File too large" in said
    assert "Nothing was changed" in said


def migration_fails(installation, upgrade):
    code, said = upgrade("tests.cli.later_broken_settings").end()
    assert code == 1
    assert "table_that_nobody_made" in said
    assert "Nothing was changed" in said


def disk_is_full(installation, upgrade):
    """On PostgreSQL the disk is the database's: there the connection breaks instead."""
    command = upgrade()
    command.stopped_at("Tables:")
    if address := installation.environment["SPONA_DATABASE"]:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND state = 'idle in transaction'"
                " AND application_name = ''"
            )
    else:
        resource.prlimit(command.process.pid, resource.RLIMIT_FSIZE, (8192, 8192))
    command.go_on()
    code, said = command.end()
    assert code == 1
    assert "OperationalError: " in said
    assert "Nothing was changed" in said


def lock_is_lost(installation, upgrade):
    """Only between machines: the database forgot the command, so others may have begun to write."""
    address = installation.environment["SPONA_DATABASE"]
    if not address:
        return
    command = upgrade()
    command.stopped_at("Tables:")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name LIKE 'upgrade / %'"
        )
    command.go_on()
    code, said = command.end()
    assert code == 1
    assert "the lock on the data was lost" in said
    assert "Nothing was changed" in said


def log_does_not_verify(installation, upgrade):
    forge = (
        "from django.db import connection as c\n"
        "k = c.cursor()\n"
        "if c.vendor == 'sqlite':\n"
        " k.execute(\"SELECT sql FROM sqlite_master WHERE lower(name)='audit_entry_no_update'\")\n"
        " (sql,) = k.fetchone(); k.execute('DROP TRIGGER audit_entry_no_update')\n"
        "else: k.execute('ALTER TABLE audit_entry DISABLE TRIGGER USER')\n"
        'k.execute("UPDATE audit_entry SET name = {} WHERE seq = 1")\n'
        "if c.vendor == 'sqlite': k.execute(sql)\n"
        "else: k.execute('ALTER TABLE audit_entry ENABLE TRIGGER USER')\n"
    )  # fmt: skip
    installation.django(forge.format("name || 'd'"))
    code, said = upgrade().end()
    installation.django(forge.format("substr(name, 1, length(name) - 1)"))
    assert code == 1
    assert "did not go through: RuntimeError: " in said
    assert "Nothing was changed" in said


def killed_at(step):
    def kill(installation, upgrade):
        told = len(installation.log.read_text())
        command = upgrade()
        command.until(step)
        command.process.kill()
        command.end()
        begun = f"`upgrade` (process {command.process.pid})"
        until = time.monotonic() + 60
        while begun not in (said := installation.log.read_text()[told:]):
            assert time.monotonic() < until, "the server says what happened"
            time.sleep(0.2)
        stands = "It had gone through" if has_later_tables(installation) else "Nothing of it stands"
        assert stands in said
        if step != "Log:":
            assert stands == "Nothing of it stands"

    return kill


SOME = (migration_fails, log_does_not_verify, killed_at("Tables:"))
ALL = (backup_does_not_fit, disk_is_full, lock_is_lost, *map(killed_at, STEPS), *SOME)


@pytest.mark.parametrize("failures", [SOME, pytest.param(ALL, marks=pytest.mark.prove)])
def test_whatever_fails_under_traffic_nothing_acknowledged_is_lost(installation, upgrade, failures):
    before = file_of(installation)
    supervisor = installation.process.pid
    with Traffic(installation).going_on() as people:
        people.go_on()
        for fail in failures:
            fail(installation, upgrade)
            # The server that ran goes on by itself.
            people.go_on()
            assert file_of(installation) == before
        code, said = upgrade().end()
        assert code == 0, said
        people.go_on()
        # It began anew, with the new code, under its old number.
        assert "Spona starts again" in installation.log.read_text()
        assert installation.process.poll() is None
        assert installation.process.pid == supervisor
    assert has_later_tables(installation)
    assert people.wrong == []
    assert people.answers[503] > 0, people.answers
    assert people.lost() == []
    assert whole(installation)[0], whole(installation)[1]
    assert file_of(installation) == before
    assert not (installation.data / "maintenance.json").exists()
    print(  # noqa: T201
        f"{len(failures)} failed upgrades and one that went through: {len(people.codes)} messages "
        f"and {len(people.reports)} reports acknowledged, 0 lost; answers {dict(people.answers)}"
    )


def test_while_a_command_has_the_data_neither_server_nor_worker_writes(installation, upgrade):
    """The worker looks for what is due each second, and plays the drills each ten seconds."""
    state = (
        "from spona.audit.models import Lane\n"
        "from spona.deadlines.models import Timetable\n"
        "print(*map(str, Timetable.objects.order_by('pk').values_list()),"
        " *Lane.objects.order_by('pk').values_list('pk', 'seq'))"
    )
    with Traffic(installation).going_on() as people:
        people.go_on()
        command = upgrade("spona.settings")
        command.stopped_at("Closed:")
        seen, codes = installation.django(state), len(people.codes)
        time.sleep(13)
        assert installation.django(state) == seen
        assert len(people.codes) == codes
        command.go_on()
        assert command.end()[0] == 0
        people.go_on()
    assert installation.django(state) != seen
    assert people.lost() == []


def test_who_works_with_the_data_is_named_and_the_command_changes_nothing(installation, upgrade):
    """A worker that hangs cannot let go; killed, it holds nobody up any more."""
    (worker,) = [
        int(path.parent.name)
        for path in Path("/proc").glob("[0-9]*/cmdline")
        if b"spona.cli.serve.worker" in _read(path)
        and str(installation.data).encode() in _read(path.with_name("environ"))
    ]
    hung_between_writes(worker, installation)
    code, said = upgrade(wait=2).end()
    assert code == 1
    assert f"worker, process {worker} on " in said
    assert ", since 2" in said
    assert "Nothing was changed" in said
    assert "systemctl stop spona" in said
    assert not has_later_tables(installation)
    with Traffic(installation).going_on() as people:
        people.go_on()
    os.kill(worker, signal.SIGKILL)
    assert upgrade(wait=20).end()[0] == 0
    assert people.lost() == []


def _read(path):
    with suppress(OSError):
        return path.read_bytes()
    return b""
