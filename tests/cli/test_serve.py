"""`serve` starts web server and worker, ends with both, and refuses what is not its own."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from spona.cli.serve.supervisor import Child
from tools.postgres import free_port


def answer(port, path="/readyz"):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}")
    try:
        with urllib.request.urlopen(request, timeout=5) as response:
            return response.status
    except (urllib.error.URLError, OSError):
        return None


def wait_for(condition, seconds=90):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := condition():
            return found
        time.sleep(0.2)
    return None


def below(pid):
    """Ids of all processes that this one started, and those started, as long as they live."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = entry.read_text()
        except OSError:
            continue
        fields = text.rpartition(")")[2].split()
        if fields[0] != "Z":
            parents[int(entry.parent.name)] = int(fields[1])
    found, ring = set(), {pid}
    while ring:
        ring = {child for child, parent in parents.items() if parent in ring} - found
        found |= ring
    return found


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def command_of(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


@pytest.fixture
def running(server, ended):
    port = free_port()
    process = server.start("serve", "--port", port)
    ended.append(process)
    process.port = port
    assert wait_for(lambda: answer(port) == 200), "the server did not become ready"
    children = wait_for(lambda: len(below(process.pid)) >= 4 and below(process.pid))
    assert children, "web server, its two workers and the background worker are expected"
    yield process
    for pid in below(process.pid) | {c for c in children if alive(c)}:
        os.kill(pid, signal.SIGKILL)
    process.stdout.close()


@pytest.mark.gate
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_and_ends_with_all_its_children_within_15_seconds(running, number):
    children = below(running.pid)
    began = time.monotonic()
    running.send_signal(number)
    assert running.wait(15) == 0
    assert [pid for pid in children if alive(pid)] == []
    assert time.monotonic() - began < 15
    assert answer(running.port) is None


def test_what_the_web_workers_are_copies_of_holds_no_connection_and_no_thread(server):
    """Neither can be shared; the sources can, which are read once for all of them."""
    said = server.python("-c", (
        "import sys, threading\n"
        "from spona.cli.serve.granian_server import bring\n"
        "bring('spona.wsgi:application')\n"
        "from django.db import connections\n"
        "opened = [one.alias for one in connections.all() if one.connection is not None]\n"
        "print('spona.urls' in sys.modules, opened, threading.active_count())"
    ))  # fmt: skip
    assert said == "True [] 1\n"


def test_a_killed_supervisor_leaves_no_child_behind(running):
    children = below(running.pid)
    running.kill()
    running.wait(5)
    assert wait_for(lambda: not any(alive(pid) for pid in children), 15)


@pytest.mark.parametrize("part", ["serve.worker", "serve.granian_server"])
def test_a_fallen_child_starts_again(running, part):
    def leaders():
        return {p for p in below(running.pid) if part in command_of(p) and os.getpgid(p) == p}

    (fallen,) = leaders()
    group = [p for p in below(running.pid) if os.getpgid(p) == fallen]
    os.kill(fallen, signal.SIGKILL)
    assert wait_for(lambda: leaders() - {fallen}, 20)
    assert wait_for(lambda: not any(alive(p) for p in group), 10)
    assert wait_for(lambda: answer(running.port) == 200)


def test_a_child_that_does_not_hear_is_ended_with_all_its_own():
    """As a web server that is asked to end while it starts, and what it has begun itself."""
    script = (
        "import signal, subprocess, sys, time\n"
        "from spona.cli.serve.supervisor import end_with_parent\n"
        "own = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "end_with_parent(patience=0.5)\n"
        "time.sleep(60)\n"
    )
    child = Child("deaf", [sys.executable, "-c", script])
    child.start()
    process = child.process
    try:
        begun = wait_for(lambda: below(process.pid))
        assert begun, "it has begun something itself"
        # The supervisor is gone: its end of the pipe closes.
        os.close(child.pipe)
        child.pipe = -1
        assert process.wait(20) == -signal.SIGKILL
        assert wait_for(lambda: not any(map(alive, begun))), "nothing is left of it"
    finally:
        child.forget(signal.SIGKILL)


def test_the_worker_runs_what_is_in_the_queue(running, server):
    """A notice is mailed by the worker alone; the server it goes to does not exist here."""
    server.python("-m", "tests.cli.notice")
    tried = "SELECT count(*) FROM notifications_notice WHERE tries > 0 AND kind = 'arrived'"
    assert wait_for(lambda: server.sql(tried)[0][0] == 1, 20)


def test_its_output_holds_no_address_and_no_path(running):
    answer(running.port, "/sr/secret-looking-path/")
    running.terminate()
    output, _ = running.communicate(timeout=15)
    lines = [line for line in output.splitlines() if line.startswith("{")]
    assert lines
    assert "secret-looking" not in output
    assert all("127.0.0.1" not in line for line in lines)


def test_it_refuses_the_demo(server):
    (server.data / "kind").write_text("demo\n")
    for kind in ("test", "demo", "real"):
        done = server("serve", "--port", free_port(), SPONA_KIND=kind)
        assert done.returncode == 1
        assert "./spona demo" in done.stdout


def test_it_refuses_data_of_another_kind_and_a_folder_without_a_stamp(server):
    done = server("serve", "--port", free_port(), SPONA_KIND="real")
    assert done.returncode != 0
    assert "holds test data" in done.stderr
    (server.data / "kind").unlink()
    done = server("serve", "--port", free_port())
    assert done.returncode != 0
    assert "./spona init" in done.stderr


def test_it_refuses_tables_of_an_older_version(server):
    server.sql("DELETE FROM django_migrations WHERE app = 'audit'")
    done = server("serve", "--port", free_port())
    assert done.returncode == 1
    assert "./spona upgrade" in done.stdout


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "no-such-name.invalid"])
def test_it_refuses_a_public_address_without_https(server, host):
    """Passwords would cross the network in clear. `192.0.2.7` is an address for documentation."""
    done = server("serve", "--host", host, "--port", free_port())
    assert done.returncode == 1
    assert "HTTPS" in done.stdout
    assert "127.0.0.1" in done.stdout


def test_behind_a_proxy_that_speaks_https_it_may_answer_a_public_address(server, ended):
    port = free_port()
    process = server.start("serve", "--host", "0.0.0.0", "--port", port, SPONA_HTTPS="1")
    ended.append(process)
    assert wait_for(lambda: answer(port) == 200), "the server did not become ready"
    process.stdout.close()


def test_it_says_when_the_port_is_taken(server):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = server("serve", "--port", taken.getsockname()[1])
    assert done.returncode == 1
    assert "--port" in done.stdout
