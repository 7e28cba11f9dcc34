"""The lock on the data ends with its process, names who has it, and holds between machines."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from spona.cli.installation.data_lock import BusyError, DataLock
from tests.cli.server import SOURCE, Server, database_of_its_own

pytestmark = pytest.mark.slow("starts programs and waits for them")

# Takes part in the work with the data until it is ended.
SHARE = (
    "import sys, time\n"
    "import django; django.setup()\n"
    "from spona.cli.installation.data_lock import data_lock\n"
    "print(data_lock().share('worker'), flush=True)\n"
    "time.sleep(60)\n"
)
ALONE = (
    "import django; django.setup()\n"
    "from spona.cli.installation.data_lock import BusyError, data_lock\n"
    "try:\n"
    "    with data_lock().alone('upgrade', patience=0.5):\n"
    "        print('alone')\n"
    "except BusyError as busy:\n"
    "    print('busy:', busy)\n"
)


@pytest.fixture
def machine(template, tmp_path):
    """A machine with a data folder; the same database for all of them where one is given."""
    made = []

    def make(database=""):
        made.append(template.bare(tmp_path / f"machine{len(made)}", database=database))
        return made[-1]

    return make


@pytest.fixture
def sharing(ended):
    def begin(server: Server) -> subprocess.Popen[str]:
        process = server.start_python("-c", SHARE)
        ended.append(process)
        assert process.stdout.readline().strip() == "True"
        process.stdout.close()
        return process

    return begin


def test_a_lock_that_was_left_behind_keeps_nobody_out(machine, sharing):
    server = machine()
    one, two = sharing(server), sharing(server)
    said = server.python("-c", ALONE)
    for process in (one, two):
        assert f"worker, process {process.pid} on " in said
    one.kill()
    one.wait(10)
    said = server.python("-c", ALONE)
    assert f"process {one.pid} on " not in said
    assert f"process {two.pid} on " in said
    two.kill()
    two.wait(10)
    assert server.python("-c", ALONE) == "alone\n"
    # The lines of those who are gone still stand in the file, and say nothing any more.
    assert f"process {two.pid} " in (server.data / "lock").read_text()
    assert (server.data / "lock").stat().st_mode & 0o777 == 0o600


def test_with_postgresql_it_holds_between_machines(machine, sharing):
    with database_of_its_own() as address:
        here, there = machine(address), machine(address)
        process = sharing(there)
        assert f"worker, process {process.pid} on " in here.python("-c", ALONE)
        process.kill()
        process.wait(10)
        assert here.python("-c", ALONE) == "alone\n"


def test_a_command_keeps_whoever_comes_out_and_a_second_command(tmp_path):
    lock = DataLock(tmp_path, database=False)
    asked = (
        "from pathlib import Path; from spona.cli.installation.data_lock import DataLock, BusyError\n"
        f"lock = DataLock(Path({str(tmp_path)!r}), database=False)\n"
    )

    def other(code):
        return subprocess.run(
            [sys.executable, "-c", asked + code], env=os.environ | {"PYTHONPATH": str(SOURCE)},
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip

    with lock.alone("restore"):
        assert other("print(lock.share('worker'), lock.wanted())") == "False True\n"
        second = "try:\n  with lock.alone('upgrade'): pass\nexcept BusyError as busy: print(busy)"
        assert other(second).startswith(f"restore, process {os.getpid()} on ")
    assert other("print(lock.share('worker'), lock.wanted())") == "True False\n"


def test_nobody_is_alone_while_another_one_shares(tmp_path):
    lock = DataLock(tmp_path, database=False)
    code = (
        "from pathlib import Path; from spona.cli.installation.data_lock import DataLock; import time\n"
        f"lock = DataLock(Path({str(tmp_path)!r}), database=False)\n"
        "print(lock.share('worker'), flush=True); time.sleep(30)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": str(SOURCE)},
        stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        try:
            assert process.stdout.readline() == "True\n"
            with pytest.raises(BusyError, match="worker, process"), lock.alone("x", patience=0.3):
                pass
        finally:
            process.kill()


def test_reset_leaves_a_demo_that_is_in_use(machine, sharing):
    server = machine()
    process = sharing(server)
    (server.data / "kind").write_text("demo\n")
    done = server("reset", "--data", server.data)
    assert done.returncode == 1
    assert f"worker, process {process.pid} on " in done.stdout
    assert "Nothing was thrown away" in done.stdout
    assert (server.data / "kind").exists()
    process.kill()
    process.wait(10)
    assert server("reset", "--data", server.data).returncode == 0
    assert not server.data.exists()
