"""`./spona serve`: web server and worker for real data, until SIGTERM or Ctrl+C."""

from __future__ import annotations

import argparse
import os
import resource
import socket

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from spona.operations.serve_supervisor import supervise, web_and_worker
from spona.operations.stamp import check_stamp, read_stamp


def run(args: list[str]) -> int:
    """1 with a sentence where it would serve the wrong data or tables of another version."""
    asked = argparse.ArgumentParser(prog="./spona serve")
    asked.add_argument("--host", default="127.0.0.1", help="default: only this machine")
    asked.add_argument("--port", type=int, default=int(settings.SPONA_PORT))
    asked.add_argument("--workers", type=int, default=2)
    given = asked.parse_args(args)
    if refusal := _refusal(given.host, given.port):
        print(refusal)
        return 1
    # What is written is for its owner only; what lies in memory must not land on the disk.
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    connection.close()
    print(f"Spona serves at {settings.SPONA_URL} (http://{given.host}:{given.port}).", flush=True)
    environment = {"SPONA_PORT": str(given.port)}
    supervise(
        web_and_worker(given.host, given.port, environment=environment, workers=given.workers)
    )
    print("Spona has stopped.", flush=True)
    return 0


def _refusal(host: str, port: int) -> str:
    """Why not, and what to do; empty when all is well."""
    if "demo" in (read_stamp(settings.SPONA_DATA), settings.SPONA_KIND):
        return (
            "This data folder holds the demo's invented people, whose passwords everybody knows. "
            "`./spona demo` serves it; `./spona init` makes a folder for real data."
        )
    check_stamp(settings.SPONA_KIND)
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return "The tables are of an older version. Type this, then start again:\n  ./spona upgrade"
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return (
                f"Port {port} of {host} cannot be used ({error.strerror}). Choose another: --port"
            )
    return ""
