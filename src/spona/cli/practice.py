"""`./spona practice reset`: the training network anew; every drill that runs ends."""

from __future__ import annotations

import sys

from spona.access.actor import Actor


def run(args: list[str]) -> int:
    """2 with how to type it for anything but `reset`."""
    if args != ["reset"]:
        print("Type: ./spona practice reset", file=sys.stderr)
        return 2
    from spona.practice.actions import reset_practice

    counts = reset_practice(by=Actor.system("practice"))
    print(
        f"The training network is built anew. Ended: {counts['drills']} drills. "
        f"Cleared: {counts['stages']} stages, {counts['rows']} rows."
    )
    return 0
