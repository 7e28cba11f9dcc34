"""`./spona prove`: the long proofs, each in a process of its own, and the page that tells.

A proof is a test with the mark `prove`. It runs on SQLite; one that is also marked
`postgresql` runs on PostgreSQL as well. Two run beside each other, but those with the mark
`alone`, which measure time or use every processor. "Figure 7" in its docstring, or its file's,
names the figure that it holds; the last line it prints is what it measured.
"""

from __future__ import annotations

import argparse
import os
import shlex
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from queue import SimpleQueue

from tools import postgres
from tools.bench.figures import ROOT, commit
from tools.proofs.changed import choose
from tools.proofs.page import read_rows, write_proofs
from tools.proofs.tests import NOT_HERE, Outcome, Proof, proofs, prove

PAGE = ROOT / "docs" / "reference" / "proofs.md"
# Of the whole command; a proof that does not come to its turn is named. A third of what all of them
# take on two cores is the timing of failed logins.
LONGEST = 180 * 60.0
LANES = 2


def run(args: list[str]) -> int:
    """Runs the proofs and writes the page as they end; 1 when one failed or did not finish."""
    asked = argparse.ArgumentParser(prog="./spona prove")
    asked.add_argument("--only", default="", metavar="NAME", help="those with NAME in their name")
    asked.add_argument(
        "--changed", action="store_true", help="those whose code changed since they last held"
    )
    asked.add_argument("--minutes", type=float, default=LONGEST / 60, help="for all together")
    given = asked.parse_args(args)
    there = proofs()
    chosen = [proof for proof in there if given.only in proof.name]
    if not chosen:
        print(f"No proof has “{given.only}” in its name.")
        return 1
    if given.changed:
        choices = choose(chosen, read_rows(PAGE))
        print(*choices, sep="\n", end="\n\n", flush=True)
        chosen = [one.proof for one in choices if one.runs]
        if not chosen:
            print("Nothing that a proof rests on has changed.")
            return 0
    began = time.monotonic()
    until = began + given.minutes * 60
    with _lanes(chosen) as lanes:
        outcomes, of = [], commit()
        for one in _outcomes(chosen, lanes, until):
            outcomes.append(one)
            # At once: a run that is broken off keeps what it has found.
            write_proofs(PAGE, one, of=of, names=[proof.name for proof in there])
    bad = [one for one in outcomes if not one.held]
    print(*_last_lines(outcomes, time.monotonic() - began), sep="\n")
    return 1 if bad else 0


def _last_lines(outcomes: list[Outcome], seconds: float) -> list[str]:
    """As those of a push: what does not hold, why in a line, and how to ask it alone."""
    bad = [one for one in outcomes if not one.held]
    lines = [f"\n{seconds / 60:.0f} minutes in all", ""]
    lines += [f"{len(outcomes) - len(bad)} hold, {len(bad)} failed"]
    lines += [f"  {one.proof.name} ({one.result})\n      {one.error}" for one in bad]
    if bad:
        lines += ["These alone:"]
        lines += [f"  ./spona prove --only {shlex.quote(one.proof.name)}" for one in bad]
    return lines


@contextmanager
def _lanes(chosen: list[Proof]) -> Iterator[list[str]]:
    """The address of a PostgreSQL for each lane; empty ones where no proof asks for it."""
    beside = sum(not proof.alone for proof in chosen)
    number = max(1, min(beside, LANES, os.cpu_count() or 1))
    if not any(proof.on_postgresql for proof in chosen):
        yield [""] * number
        return
    with ExitStack() as stack:
        yield [stack.enter_context(postgres.running()) for _ in range(number)]


def _outcomes(chosen: list[Proof], lanes: list[str], until: float) -> Iterator[Outcome]:
    """Told as they end; last those that run alone."""
    free = SimpleQueue[str]()
    for address in lanes:
        free.put(address)

    def run_one(proof: Proof) -> list[Outcome]:
        address = free.get()
        try:
            return prove(proof, address=address, until=until)
        finally:
            free.put(address)

    with ThreadPoolExecutor(len(lanes)) as pool:
        beside = [pool.submit(run_one, proof) for proof in chosen if not proof.alone]
        for done in as_completed(beside):
            yield _told(done.result())
    for proof in chosen:
        if proof.alone:
            yield _told(run_one(proof))


def _told(outcomes: list[Outcome]) -> Outcome:
    """One outcome of the databases it ran on, printed as it is known.

    A proof that skips on SQLite because it needs PostgreSQL is told by the other run.
    """
    ran = [one for one in outcomes if one.result != NOT_HERE] or outcomes
    worst = next((one for one in ran if not one.held), ran[-1])
    told = replace(
        worst,
        database=", ".join(one.database for one in ran),
        seconds=sum(one.seconds for one in outcomes),
        measured=_measured(ran),
    )
    print(f"{told.result:<12} {told.seconds:6.1f} s  {told.proof.name} ({told.database})")
    if told.measured:
        print(f"             {told.measured}")
    if not told.held:
        print(told.end)
    print(end="", flush=True)
    return told


def _measured(ran: list[Outcome]) -> str:
    """What it measured; with the database before it where it ran on more than one."""
    said = [one for one in ran if one.measured]
    if len(ran) == 1:
        return said[0].measured if said else ""
    return "; ".join(f"{one.database}: {one.measured}" for one in said)
