"""Pages of Spona against a bare Django page of the same server and database."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tools.bench.figures import ROOT, Section, median, ms, p95
from tools.bench.http import Client, signed_in
from tools.bench.load import Load, load, request
from tools.bench.world import World, await_ready
from tools.postgres import free_port

CONNECTIONS = 16
# Who looks at the desk: a sender, a receiver, a case worker, a coordinator.
_PEOPLE = ("ana.skola", "bea.csr", "vesna.csr", "mirjana.koordinator")
_HOW = (
    "{connections} connections for {seconds:.0f} s each, {rounds} rounds in turns, from one thread "
    "of plain sockets on the same cores. Bare: a page of Django with the same server settings on "
    "the same SQLite database, three queries, one template, the middleware of a new project "
    "without login. Public: the front page, as anybody gets it: kept until a row of the "
    "directory is written, for five seconds. Town, services: two others of that kind, the second a "
    "search. Static: the style of the public pages as a file of the same server, without "
    "compression, which public pages do not have either; they should come at 50 % of its rate. "
    "Made anew: the same page where each request makes it, with its own queries. Desk: the page a "
    "person begins with, four people signed in. The ratio is requests per second to bare, "
    "round by round. Aim: 50 % or more."
)


def measure(world: World, quick: bool) -> Section:
    """Requests per second and times of the three pages."""
    seconds, rounds = (2.0, 2) if quick else (10.0, 3)
    world.running()
    took: dict[str, list[Load]] = {
        name: [] for name in ("bare", "static", "public", "town", "services", "made anew", "desk")
    }
    with _bare_server(world) as bare_port:
        pages = {
            "bare": (bare_port, [request("/", bare_port)]),
            "static": (world.port, [request(_style(world), world.port)]),
            "public": (world.port, [request("/sr/", world.port)]),
            "town": (world.port, [request("/sr/town/vranje/", world.port)]),
            "services": (world.port, [request("/sr/services/?town=vranje", world.port)]),
            # An address that asks for more is never one that was kept.
            "made anew": (world.port, [request("/sr/?anew=1", world.port)]),
            "desk": (world.port, _desks(world)),
        }
        for port, requests in pages.values():
            load(port, requests, connections=CONNECTIONS, seconds=1)
        for _ in range(rounds):
            for name, (port, requests) in pages.items():
                took[name].append(load(port, requests, connections=CONNECTIONS, seconds=seconds))
    how = _HOW.format(connections=CONNECTIONS, seconds=seconds, rounds=rounds)
    section = Section(
        "page", how, ("page", "requests", "per second", "median", "p95", "to bare", "to static")
    )
    for name, loads in took.items():
        times = [one for each in loads for one in each.times]
        speed = median([each.per_second for each in loads])
        shares, to_static = (_shares(loads, took[beside]) for beside in ("bare", "static"))
        section.rows.append(
            (name, str(len(times)), f"{speed:.0f}", ms(median(times)), ms(p95(times)),
             f"{median(shares):.0%}", f"{median(to_static):.0%}")
        )  # fmt: skip
        if wrong := [status for each in loads for status in each.wrong]:
            section.faults.append(f"{name}: {len(wrong)} answers were not 200 but {set(wrong)}.")
    return section


def _shares(loads: list[Load], beside: list[Load]) -> list[float]:
    return [one.per_second / other.per_second for one, other in zip(loads, beside, strict=True)]


def _style(world: World) -> str:
    """The address of the style, with the digest in its name, as a public page gives it."""
    client = Client(world.port)
    found = re.search(r'href="([^"]*/public[^"]*\.css)"', client.get("/sr/").text)
    client.close()
    assert found is not None
    return found[1]


def _desks(world: World) -> list[bytes]:
    accounts, cards = world.accounts(), world.cards(list(_PEOPLE))
    requests = []
    for login in _PEOPLE:
        client = signed_in(world.port, login, accounts[login], cards[login][0])
        answer = client.get("/")
        requests.append(request(answer.path, world.port, client.cookie_header()))
        client.close()
    return requests


@contextmanager
def _bare_server(world: World) -> Iterator[int]:
    port, log = free_port(), world.folder / "bare-log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "tools.bench.bare", "--port", str(port)],
            cwd=ROOT, env=world.environment(), stdout=out, stderr=out,
        )  # fmt: skip
    try:
        await_ready(port, "/", process, log)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
