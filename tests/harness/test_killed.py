"""Figure 8: whatever was acknowledged is there, however the writer, the server or the disk ended."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import psycopg
import pytest

from tests.served import template
from tools import postgres

# The paths that these proofs rest on: `./spona prove --changed` runs them when one changed.
PROVES = (
    "src/spona/audit",
    "src/spona/vault",
    "src/spona/crypto",
    "src/spona/settings.py",
    "tools/postgres.py",
    "tests/harness",
    "tests/served",
)


def writers(world: template.Copy, said: list[Path], kills: int) -> list[subprocess.Popen[bytes]]:
    return [writer(world, path, kills, at, len(said)) for at, path in enumerate(said)]


def writer(
    world: template.Copy, said: Path, kills: int, number: int, of: int
) -> subprocess.Popen[bytes]:
    with said.open("ab") as out, said.with_suffix(".err").open("ab") as err:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.harness.mixed_writer", *map(str, (kills, number, of))],
            cwd=template.ROOT, env=world.environment, stdout=out, stderr=err,
        )  # fmt: skip


def checked(world: template.Copy, said: list[Path]) -> dict:
    """What `mixed_check` says of all that the writers were told."""
    told = said[0].with_name("told")
    # What a killed server's writer was told last is whole: it writes each line at once.
    told.write_bytes(b"".join(path.read_bytes() for path in said))
    done = subprocess.run(
        [sys.executable, "-m", "tests.harness.mixed_check", str(told)],
        cwd=template.ROOT, env=world.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def expect_nothing_lost(found: dict) -> None:
    assert found["lost"] == []
    assert found["halves"] == []
    assert found["faults"] == []


@pytest.mark.parametrize(
    ("people", "kills"),
    [(2, 4), pytest.param(4, 50, marks=[pytest.mark.prove, pytest.mark.postgresql])],
)
def test_a_killed_writer_loses_nothing_it_was_told(quiet, tmp_path, people, kills):
    said = [tmp_path / f"said{number}" for number in range(people)]
    processes = writers(quiet, said, kills)
    errors = [path.with_suffix(".err") for path in said]
    assert [process.wait(900) for process in processes] == [0] * people, [
        path.read_text()[-2000:] for path in errors
    ]
    found = checked(quiet, said)
    expect_nothing_lost(found)
    # Every kind of writing was among them.
    if kills > 10:
        assert set(found["kinds"]) == {"draft", "sent", "accepted", "box", "entry"}
    print(  # noqa: T201
        f"{people * kills} kills in mixed writes: {found['acknowledged']} acknowledged, 0 lost, "
        "0 done by half"
    )


def kill_all(server: postgres.Server) -> None:
    """The first process and all that it started, in one stroke, as a power cut would."""
    first = server.process()
    family = [first, *children(first)]
    for pid in family:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    until = time.monotonic() + 20
    while any(alive(pid) for pid in family):
        assert time.monotonic() < until, "the killed server is still there"
        time.sleep(0.05)
    # Until somebody reaps the dead process its id counts as a running server.
    (server.data / "postmaster.pid").unlink()


def children(parent: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(status.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(status.parent.name))
    return found


def alive(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


@pytest.fixture
def durable(monkeypatch, tmp_path) -> Iterator[tuple[postgres.Server, template.Copy]]:
    """A server of its own that keeps what it acknowledges, with a copy of the world in it."""
    if not template.admin():
        pytest.skip(
            "PostgreSQL: with SQLite the writer is the server, and its kill is proved above"
        )
    with postgres.server(durable=True) as server:
        monkeypatch.setenv("SPONA_DATABASE", server.address)
        yield server, template.copy(tmp_path / "own", tmp_path)


@pytest.mark.prove
@pytest.mark.postgresql
def test_a_killed_database_server_loses_nothing_it_acknowledged(durable, tmp_path):
    """Figure 11, the server itself: kill -9 of all its processes in the middle of mixed writes."""
    server, world = durable
    said: list[Path] = []
    rounds = 5
    for number in range(rounds):
        now = [tmp_path / f"said{number}_{one}" for one in range(4)]
        processes = writers(world, now, 0)
        until = time.monotonic() + 60
        while not all(path.exists() and path.stat().st_size for path in now):
            assert time.monotonic() < until, [p.with_suffix(".err").read_text() for p in now]
            time.sleep(0.05)
        time.sleep(0.5 + random.random() * 2)
        kill_all(server)
        # Each ends with an error of its own: nobody is told that all is well.
        assert all(process.wait(60) != 0 for process in processes)
        server.start()
        said += now
    found = checked(world, said)
    expect_nothing_lost(found)
    with psycopg.connect(server.address) as connection:
        fsync, commit = (connection.execute(f"SHOW {name}").fetchone()[0]
                         for name in ("fsync", "synchronous_commit"))  # fmt: skip
    assert (fsync, commit) == ("on", "on")
    print(  # noqa: T201
        f"{rounds} kills of the server under 4 writers: {found['acknowledged']} acknowledged, "
        "0 lost, 0 done by half, 0 faults"
    )


@pytest.mark.parametrize("cuts", [20, pytest.param(500, marks=pytest.mark.prove)])
def test_a_recording_cut_anywhere_holds_what_was_acknowledged_before(quiet, tmp_path, cuts):
    """Figure 8: SQLite's write-ahead log is what reached the disk; power fails at any byte of it."""
    if quiet.database:
        pytest.skip("SQLite: PostgreSQL's own recording is not cut here")
    database, log = quiet.data / "spona.sqlite3", quiet.data / "spona.sqlite3-wal"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    base = tmp_path / "base.sqlite3"
    shutil.copy(database, base)
    recorder = subprocess.Popen(
        [sys.executable, "-m", "tests.harness.recorder", "60" if cuts < 100 else "400"],
        cwd=template.ROOT, env=quiet.environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    # (bytes of the log, entries in the database) after each acknowledged transaction
    marks = [tuple(map(int, line.split())) for line in iter(recorder.stdout.readline, "end\n")]
    recording = tmp_path / "whole-wal"
    shutil.copy(log, recording)
    # A writer that ends well would fold the recording into the database.
    recorder.kill()
    recorder.wait(10)
    recorder.stdout.close()
    assert len(marks) > 50
    assert recording.stat().st_size >= marks[-1][0]
    dice, states = random.Random(8), {entries for _size, entries in marks}
    with closing(sqlite3.connect(base)) as connection:
        states |= set(connection.execute("SELECT count(*) FROM audit_entry").fetchone())
    for number in range(cuts):
        at = dice.randrange(recording.stat().st_size + 1)
        cut = tmp_path / f"cut{number}.sqlite3"
        shutil.copy(base, cut)
        shutil.copy(recording, f"{cut}-wal")
        os.truncate(f"{cut}-wal", at)
        entries = recovered(cut)
        least = max((count for size, count in marks if size <= at), default=0)
        assert entries >= least, f"cut at byte {at}: {entries} of {least} acknowledged entries"
        assert entries in states, f"cut at byte {at}: a transaction stands there by half"
        for path in tmp_path.glob(f"{cut.name}*"):
            path.unlink()
    print(f"{cuts} cuts of a recording of {len(marks)} transactions: 0 acknowledged lost")  # noqa: T201


def recovered(path: Path) -> int:
    """Opens what is left as a restarted server would; how many entries, all chains whole."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        for lane, seq, head in connection.execute("SELECT id, seq, head FROM audit_lane"):
            last = connection.execute(
                "SELECT count(*), max(seq) FROM audit_entry WHERE lane_id = ?", (lane,)
            ).fetchone()
            assert last == (seq, seq)
            newest = connection.execute(
                "SELECT hash FROM audit_entry WHERE lane_id = ? AND seq = ?", (lane, seq)
            ).fetchone()
            assert newest == (head,)
        return connection.execute("SELECT count(*) FROM audit_entry").fetchone()[0]
