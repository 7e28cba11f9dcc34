"""`./spona reset`: throws the demo's data away; the next `demo` begins anew."""

from __future__ import annotations

from spona.operations import demo


def run(args: list[str]) -> int:
    gone = demo.throw_away(demo.parse(args).data)
    print("The demo's data is gone." if gone else "There was no demo data.")
    return 0
