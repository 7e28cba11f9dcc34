"""`./spona audit verify` and `./spona audit checkpoint`."""

from __future__ import annotations

import argparse

from spona.access.actor import Actor
from spona.audit.actions import checkpoint, checkpoint_line
from spona.audit.queries import faults, latest_checkpoint
from spona.cli.restore.endings import said_of_restore


def run(args: list[str]) -> int:
    """0 when the log is whole, 1 with a line for each fault."""
    asked = argparse.ArgumentParser(prog="./spona audit")
    asked.add_argument("what", choices=("verify", "checkpoint"))
    if asked.parse_args(args).what == "checkpoint":
        print(checkpoint_line(checkpoint(by=Actor.system("housekeeping"))))
        return 0
    return verify()


def verify() -> int:
    found = 0
    for fault in faults():
        found += 1
        print(fault)
    line = checkpoint_line(latest_checkpoint()) or "none yet: ./spona audit checkpoint"
    if found:
        print(f"\n{found} faults. Keep this database as it is and compare it with a backup.")
    elif said := said_of_restore():
        print(said)
    else:
        print("The log is whole.")
    print(f"Last checkpoint: {line}")
    return 1 if found else 0
