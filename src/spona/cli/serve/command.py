"""`./spona serve`: web server and worker for real data, until SIGTERM or Ctrl+C."""

from __future__ import annotations

import argparse
import ipaddress
import os
import resource
import socket
import sys
from collections.abc import Sequence

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from spona.audit.lane_heads import heads_file
from spona.audit.rotation import are_other_keys
from spona.cli.doctor.database import UNWRITTEN, unwritten_heads
from spona.cli.installation.maintenance import forget, interrupted
from spona.cli.installation.pending_keys import OTHER_KEYS
from spona.cli.installation.stamp import check_stamp, read_stamp
from spona.cli.serve.gate import Serving
from spona.cli.serve.supervisor import Child, supervise, web_and_worker
from spona.cli.verify import close_broken_lanes


def run(args: list[str]) -> int:
    """1 with a sentence where it would serve the wrong data or tables of another version."""
    asked = argparse.ArgumentParser(prog="./spona serve")
    asked.add_argument("--host", default="127.0.0.1", help="default: only this machine")
    asked.add_argument("--port", type=int, default=int(settings.SPONA_PORT))
    asked.add_argument("--workers", type=int, default=2)
    given = asked.parse_args(args)
    if refusal := _wrong_data():
        print(refusal)
        return 1
    serving = begin_serving()
    if sentence := interrupted():
        print(sentence, flush=True)
    if refusal := _refusal(given.host, given.port):
        print(refusal)
        return 1
    forget()
    if (file := heads_file()) is not None:
        file.compact()
        for sentence in unwritten_heads(file):
            print(f"{sentence} {UNWRITTEN}", flush=True)
    for sentence in close_broken_lanes():
        print(f"{sentence}. Closed until you have looked: ./spona audit open", flush=True)
    # What is written is for its owner only; what lies in memory must not land on the disk.
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    connection.close()
    print(f"Spona serves at {settings.SPONA_URL} (http://{given.host}:{given.port}).", flush=True)
    environment = {"SPONA_PORT": str(given.port)}
    serve_children(
        serving,
        web_and_worker(given.host, given.port, environment=environment, workers=given.workers),
    )
    print("Spona has stopped.", flush=True)
    return 0


def begin_serving() -> Serving:
    """Waits until no command has the data, and says so where that takes a while."""
    serving = Serving("serve")

    def wait() -> None:
        found = "; ".join(map(str, serving.holders())) or "another process"
        print(f"A command has the data for itself ({found}). Spona starts after it.", flush=True)

    serving.begin(wait=wait)
    return serving


def serve_children(serving: Serving, children: Sequence[Child]) -> None:
    """Until it is ended; after an upgrade or a restore it starts itself again, with new code."""

    def say_what_happened() -> None:
        # The server goes on; a command that ended well has left no note.
        if sentence := interrupted():
            print(sentence, file=sys.stderr, flush=True)

    serving.on_open = say_what_happened
    supervise(children, until=lambda: serving.changed)
    if serving.changed:
        print("The data were changed by a command: Spona starts again.", flush=True)
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 — itself


def _wrong_data() -> str:
    """Why these are not data to serve."""
    if "demo" in (read_stamp(settings.SPONA_DATA), settings.SPONA_KIND):
        return (
            "This data folder holds the demo's invented people, whose passwords everybody knows. "
            "`./spona demo` serves it; `./spona init` makes a folder for real data."
        )
    check_stamp(settings.SPONA_KIND)
    return ""


def _refusal(host: str, port: int) -> str:
    """Why not, and what to do; empty when all is well."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return "The tables are of an older version. Type this, then start again:\n  ./spona upgrade"
    if are_other_keys():
        return OTHER_KEYS
    if not (settings.SPONA_HTTPS or _only_this_machine(host)):
        return (
            f"{host} can be reached from other machines, and without HTTPS everybody on the way "
            "reads passwords and pages. Keep 127.0.0.1 and let a proxy that speaks HTTPS answer "
            "outside (docs/handbook), with SPONA_HTTPS=1 in Spona's environment."
        )
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return (
                f"Port {port} of {host} cannot be used ({error.strerror}). Choose another: --port"
            )
    return ""


def _only_this_machine(host: str) -> bool:
    """Whether every address that `host` stands for is a loopback one; an unknown name is none."""
    try:
        found = socket.getaddrinfo(host, None)
    except OSError:
        return False
    return all(ipaddress.ip_address(str(one[4][0])).is_loopback for one in found)
