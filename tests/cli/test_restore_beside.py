"""Restore beside a running server, after one that was killed, and on data that are somebody's."""

from __future__ import annotations

import json
import signal
import time

from tests.cli.test_serve import answer, wait_for
from tools.postgres import free_port


def test_a_server_that_is_started_meanwhile_waits_and_then_serves_what_came_back(
    saved_once, empty, ended
):
    copy, _public, identity = saved_once
    restore = empty.start("restore", copy, "--identity", identity)
    ended.append(restore)
    assert "let go of the data" in restore.stdout.readline()
    restore.send_signal(signal.SIGSTOP)
    port = free_port()
    server = empty.start("serve", "--port", port)
    ended.append(server)
    said = server.stdout.readline()
    assert f"A command has the data for itself (restore, process {restore.pid} on " in said
    assert answer(port, "/healthz") is None
    restore.send_signal(signal.SIGCONT)
    out = restore.communicate(timeout=120)[0]
    assert restore.returncode == 0, out
    assert wait_for(lambda: answer(port, "/sr/help/vranje/") == 200)
    server.terminate()
    server.communicate(timeout=20)


def test_beside_a_server_that_works_it_changes_nothing_and_the_server_goes_on(
    saved_once, server, ended
):
    copy, _public, identity = saved_once
    port = free_port()
    process = server.start("serve", "--port", port)
    ended.append(process)
    assert wait_for(lambda: answer(port) == 200)
    done = server("restore", copy, "--identity", identity)
    assert done.returncode == 1
    assert "not empty" in done.stderr
    assert wait_for(lambda: answer(port) == 200)
    assert process.poll() is None
    process.terminate()
    assert "Spona starts again" not in process.communicate(timeout=20)[0]
    assert server("audit", "verify").returncode == 0


def test_one_that_was_killed_is_begun_again(saved_once, empty, ended):
    """Its files lay there, and the next one said that the folder was not empty."""
    copy, _public, identity = saved_once
    process = empty.start("restore", copy, "--identity", identity)
    ended.append(process)
    files = empty.data / "files"
    # They come last: what follows is only that all is compared.
    while process.poll() is None and not list(files.glob("??/*")):
        time.sleep(0.001)
    process.kill()
    process.communicate()
    assert list(files.glob("??/*"))
    assert empty.sql("SELECT count(*) FROM audit_entry") == [(0,)]
    done = empty("restore", copy, "--identity", identity)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"`restore` (process {process.pid})" in done.stdout
    assert "Nothing of it stands" in done.stdout


def test_on_data_of_an_older_version_it_changes_nothing(saved_once, server):
    """It made the tables of this version first, and looked whose they were afterwards."""
    copy, _public, identity = saved_once
    server.python("-m", "django", "migrate", "-v", "0", "tasks", "zero")
    tables = "SELECT name FROM sqlite_master ORDER BY name"
    before = server.sql(tables)
    done = server("restore", copy, "--identity", identity)
    assert done.returncode == 1
    assert "not empty" in done.stderr
    assert server.sql(tables) == before


def test_init_typed_again_makes_no_tables_without_a_backup(server):
    server.python("-m", "django", "migrate", "-v", "0", "tasks", "zero")
    done = server("init")
    assert done.returncode != 0
    assert "./spona upgrade" in done.stderr


def test_serve_says_what_became_of_a_command_that_was_killed(server, ended):
    note = {"command": "upgrade", "process": 4711, "began": "2026-11-28 10:02:00", "number": 10**6,
            "backup": str(server.home)}  # fmt: skip
    (server.data / "maintenance.json").write_text(json.dumps(note))
    process = server.start("serve", "--port", free_port())
    ended.append(process)
    line = process.stdout.readline()
    assert "`upgrade` (process 4711), begun 2026-11-28 10:02:00, was ended in the middle" in line
    assert "Nothing of it stands" in line
    assert f"Its backup is {server.home}." in line
    time.sleep(1)
    process.terminate()
    process.communicate(timeout=20)
    assert not (server.data / "maintenance.json").exists()
