"""`./spona audit verify`, `checkpoint`, `open` and `export`: the log of the server."""

from __future__ import annotations

import argparse
import sys
from itertools import chain
from uuid import UUID

from spona import audit
from spona.access.actor import Actor
from spona.audit.actions import checkpoint, open_again
from spona.audit.lane_heads import heads_file
from spona.audit.models import Lane
from spona.audit.queries import broken_lanes, faults
from spona.audit.shares import WORTH_A_PROCESS, reopened_lanes
from spona.audit.witnesses import root_line
from spona.cli.restore.endings import said_of_restore
from spona.vault.log_export import exported_lane
from spona.vault.witness_keys import witness_faults


def run(args: list[str]) -> int:
    """0 when the log is whole, 1 with a line for each fault."""
    asked = argparse.ArgumentParser(prog="./spona audit")
    verbs = asked.add_subparsers(dest="what", required=True)
    verbs.add_parser("verify", help="every hash, every number, every checkpoint")
    verbs.add_parser("checkpoint", help="sign the log as it stands now")
    opening = verbs.add_parser(
        "open", help="after you have looked: let a closed part of the log go on"
    )
    opening.add_argument("lane", nargs="?", type=UUID, help="default: show what is closed")
    exporting = verbs.add_parser(
        "export", help="every line of one part, for a court or an authority; names who is excluded"
    )
    exporting.add_argument("lane", type=UUID, help="id of the institution")
    given = asked.parse_args(args)
    if given.what == "checkpoint":
        checkpoint(by=Actor.system("housekeeping"))
        print(root_line())
        return 0
    if given.what == "export":
        return _export(given.lane)
    return verify() if given.what == "verify" else _open(given.lane)


def verify() -> int:
    found = 0
    for fault in chain(faults(), witness_faults()):
        found += 1
        print(fault)
    line = root_line() or "none yet: ./spona audit checkpoint"
    for sentence in reopened_lanes():
        print(sentence)
    if found:
        print(f"\n{found} faults. Keep this database as it is and compare it with a backup.")
    elif said := said_of_restore():
        print(said)
    else:
        print("The log is whole.")
    print(f"Last checkpoint: {line}")
    return 1 if found else 0


def close_broken_lanes(worth: int = WORTH_A_PROCESS) -> list[str]:
    """Close each lane in which something does not fit; a sentence about each fault."""
    file = heads_file()
    found = list(broken_lanes(worth))
    if file is not None:
        for fault in found:
            file.close(fault)
    return list(map(str, found))


def _open(lane: UUID | None) -> int:
    file = heads_file()
    if file is None:
        print("This server keeps no heads outside the database, so nothing is closed.")
        return 1
    if lane is None:
        for ident, why in file.closed().items():
            print(f"{ident}  {why}")
        print(f"{len(file.closed())} closed. After you have looked: ./spona audit open LANE")
        return 0
    try:
        number = open_again(lane, file, by=Actor.system("operator"))
    except LookupError as error:
        print(error)
        return 1
    print(
        f"Lane {lane} goes on with entry {number}. What does not fit before it stays as it is, and "
        "`./spona audit verify` says so from now on."
    )
    return 0


def _export(lane: UUID) -> int:
    """To where the shell sends it; the institution's log says that it was made."""
    if not Lane.objects.filter(pk=lane).exists():
        print(f"There is no lane {lane}.", file=sys.stderr)
        return 1
    audit.record_read("log:exported", by=Actor.system("operator"), subject=("log", None), lane=lane)
    for line in exported_lane(lane):
        sys.stdout.buffer.write(line)
    print(
        "It says who was locked out of which file: give it to nobody of the institution.",
        file=sys.stderr,
    )
    return 0
