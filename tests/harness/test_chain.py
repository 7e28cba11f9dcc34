"""Figure 11: several processes write the log at once, some are killed, no chain forks.

The long run, on both databases, is `./spona prove`. And every tampering with a row is found, also by somebody who switched the triggers off.
"""

from __future__ import annotations

import json
import random
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg
import pytest

from tests.served import template

# The paths that these proofs rest on: `./spona prove --changed` runs them when one changed.
PROVES = (
    "src/spona/audit",
    "src/spona/crypto",
    "src/spona/settings.py",
    "tests/harness",
    "tests/served",
)


def ask(world: template.Copy, code: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()\n" + code],
        cwd=template.ROOT, env=world.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


FAULTS = "from spona.audit.queries import faults\nfor fault in faults(): print(fault)"
COUNT = "from spona.audit.models import Entry\nprint(Entry.objects.filter(name='chain:written').count())"


def writer(world: template.Copy, entries: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.harness.chain_writer", str(entries)],
        cwd=template.ROOT, env=world.environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def kill_while_it_writes(process: subprocess.Popen[str], after: int) -> None:
    """After so many lines, at a moment of no one's choosing. The lines stay to be counted."""
    assert process.stdout is not None
    for _ in range(after):
        assert process.stdout.readline() != ""
    time.sleep(random.random() / 50)
    process.kill()


def write_at_once(world: template.Copy, processes: int, entries: int, kill: int) -> list[int]:
    """Starts them, kills some in the middle; how many transactions each acknowledged."""
    # Who is to be killed has far more to write, so that it never ends before; each has its own
    # thread, for the database lets them write in no fair order.
    doomed = [writer(world, entries * 1000) for _ in range(kill)]
    others = [writer(world, entries) for _ in range(processes - kill)]
    before = entries // 4
    with ThreadPoolExecutor(kill) as pool:
        list(pool.map(kill_while_it_writes, doomed, [before] * kill))
    # What a pipe holds is far more than all the lines of one process, so none waits for us.
    ended = [process.wait(timeout=300) for process in (*doomed, *others)]
    assert ended == [-signal.SIGKILL] * kill + [0] * (processes - kill)
    acknowledged = [before + n for n in map(lines_left, doomed)] + [*map(lines_left, others)]
    assert acknowledged[kill:] == [entries] * (processes - kill)
    return acknowledged


def lines_left(process: subprocess.Popen[str]) -> int:
    """Not by `communicate`: it reads beside the buffer and loses what `readline` took ahead."""
    assert process.stdout is not None
    with process.stdout as lines:
        return sum(1 for _line in lines)


@pytest.mark.parametrize(
    ("processes", "entries", "kill"),
    [
        (4, 40, 1),
        pytest.param(16, 200, 4, marks=[pytest.mark.prove, pytest.mark.postgresql]),
    ],
)
def test_no_chain_forks_and_nothing_acknowledged_is_lost(quiet, processes, entries, kill):
    done = write_at_once(quiet, processes, entries, kill)
    faults = ask(quiet, FAULTS)
    assert faults == []
    # Each transaction wrote 3, 2 or 1 entries, in turns.
    least = sum(sum(3 - n % 3 for n in range(count)) for count in done)
    written = int(ask(quiet, COUNT)[0])
    # A killed one may have committed one transaction more than it could tell.
    assert least <= written <= least + 3 * kill
    print(  # noqa: T201
        f"{processes} processes, {kill} killed: {least} entries acknowledged, {written} written, "
        f"{len(faults)} faults"
    )


def execute(world: template.Copy, *statements: str) -> None:
    """As whoever has the database file, or its password, would."""
    if world.database:
        with psycopg.connect(world.database) as connection:
            for statement in statements:
                connection.execute(statement)
        return
    with closing(sqlite3.connect(world.data / "spona.sqlite3")) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def without_triggers(world: template.Copy, table: str, statement: str) -> None:
    if world.database:
        execute(world, f"ALTER TABLE {table} DISABLE TRIGGER ALL", statement,
                f"ALTER TABLE {table} ENABLE TRIGGER ALL")  # fmt: skip
        return
    made = sqlite3.connect(world.data / "spona.sqlite3")
    triggers = [
        row[0] for row in made.execute("SELECT sql FROM sqlite_master WHERE type='trigger'")
    ]
    names = [row[0] for row in made.execute("SELECT name FROM sqlite_master WHERE type='trigger'")]
    made.close()
    execute(world, *(f"DROP TRIGGER {name}" for name in names), statement, *triggers)


LAST = "(SELECT id FROM audit_entry WHERE seq = 2 LIMIT 1)"


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE audit_entry SET name = 'chain:changed' WHERE id = {LAST}",
        f"UPDATE audit_entry SET actor = 'somebody else' WHERE id = {LAST}",
        f"UPDATE audit_entry SET seq = 900000 WHERE id = {LAST}",
        f"DELETE FROM audit_entry WHERE id = {LAST}",
    ],
)
def test_a_change_behind_the_triggers_is_found(quiet, statement):
    assert ask(quiet, FAULTS) == []
    without_triggers(quiet, "audit_entry", statement)
    assert ask(quiet, FAULTS) != []


def test_the_database_itself_refuses_a_change(quiet):
    for statement in (f"UPDATE audit_entry SET name = 'x' WHERE id = {LAST}",
                      f"DELETE FROM audit_entry WHERE id = {LAST}"):  # fmt: skip
        with pytest.raises((sqlite3.IntegrityError, sqlite3.DatabaseError, psycopg.Error)):
            execute(quiet, statement)
    assert ask(quiet, FAULTS) == []


def test_cutting_the_newest_entries_off_is_found_by_the_head(quiet):
    cut = "DELETE FROM audit_entry WHERE seq = (SELECT MAX(seq) FROM audit_entry)"
    without_triggers(quiet, "audit_entry", cut)
    assert any("head" in fault for fault in ask(quiet, FAULTS))


IN_PROCESSES = """
from spona.audit.shares import lane_faults
one, many = list(lane_faults(10**9)), list(lane_faults(1))
assert one == many, (one, many)
print(len(one))
"""


def test_several_processes_find_what_one_finds(quiet):
    assert ask(quiet, IN_PROCESSES) == ["0"]
    without_triggers(quiet, "audit_entry",
                     "UPDATE audit_entry SET hash = previous WHERE seq % 3 = 1")  # fmt: skip
    assert int(ask(quiet, IN_PROCESSES)[0]) > 2


@pytest.mark.parametrize(
    "number",
    [
        4_000,
        pytest.param(
            1_000_000,
            marks=[pytest.mark.prove, pytest.mark.postgresql, pytest.mark.alone],
        ),
    ],
)
def test_a_long_log_is_verified_whole(quiet, number):
    """Figure 11: a million entries. The time is printed, not asserted: it is the machine's too."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.harness.long_log", str(number)],
        cwd=template.ROOT, env=quiet.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["faults"] == []
    assert found["entries"] >= number
    changed = f"(SELECT id FROM audit_entry WHERE seq = {number // 16} LIMIT 1)"
    without_triggers(quiet, "audit_entry",
                     f"UPDATE audit_entry SET detail = '{{}}', actor = 'x' WHERE id = {changed}")  # fmt: skip
    assert len(ask(quiet, FAULTS)) == 1
    print(  # noqa: T201
        f"{found['entries']} entries verified in {found['seconds']:.1f} s (aim: a million in 5 s); "
        "one changed afterwards was found"
    )
