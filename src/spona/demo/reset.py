"""`./spona reset`: throws the demo's data away; the next `demo` begins anew."""

from __future__ import annotations

from spona.cli.installation.data_lock import BusyError, DataLock, Holder
from spona.demo import command as demo


def run(args: list[str]) -> int:
    """1 while somebody works with the demo; then all of it stays."""
    data = demo.parse(args).data
    if not data.exists():
        print("The demo's keys are gone." if demo.throw_away(data) else "There was no demo data.")
        return 0
    demo.check_is_demo(data)
    lock = DataLock(data, database=False)
    # Asked first: whoever serves would let go, and would then have nothing left to serve.
    if found := lock.holders():
        return _in_use(found)
    try:
        with lock.alone("reset", patience=0):
            demo.throw_away(data)
    except BusyError as busy:
        return _in_use(busy.holders)
    print("The demo's data is gone.")
    return 0


def _in_use(holders: list[Holder]) -> int:
    print("The demo is in use:", *(f"  {holder}" for holder in holders), sep="\n")
    print("Nothing was thrown away. End it with Ctrl+C where it runs, then type this again.")
    return 1
