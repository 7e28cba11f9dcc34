"""What an institution does with all its files at once: count sheets, and taking them out."""

from __future__ import annotations

import resource
import secrets
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from tools.bench import lists
from tools.bench.figures import Section, ms
from tools.bench.world import World

STEPS, QUICK_STEPS = (100, 1_000), (5, 10)
_MIB: Final = 1024 * 1024
_HOW: Final = (
    "A demo world whose centre for social work takes that many invented reports over, each by its "
    "own actions, so that each file has its parts and a counted record. Then an intake officer "
    "looks at the count sheets of a month, writes them, and takes all files out: a paper and a "
    "list of texts for each, sealed in one archive for age while it leaves. Once each, in one "
    "process, without network and login. Memory is the most that the process has held so far. "
    "Aims: nothing grows faster than the files; the memory of the archive does not grow with them."
)


def measure(world: World, quick: bool) -> Section:
    """In a process of its own, which points at the database of a new world."""
    section = Section(
        "bulk-export", _HOW, ("what", "files", "time", "for each file", "size", "most memory")
    )
    for amount in QUICK_STEPS if quick else STEPS:
        world.begin_anew()
        world.running()
        if not world.fill(section, "bulk_export", amount):
            break
    return section


def main(amount: int) -> None:
    """Prints a line of cells for each thing that was measured."""
    import django

    django.setup()
    from django.utils import timezone

    from spona.cases.count.sheets_update import preview_sheets, update_sheets
    from spona.cases.export.actions import export_files
    from spona.cases.export.queries import exported_files

    place = lists.demo_place()
    _take_over(place, amount)
    by = replace(place.by, stepped_up_at=timezone.now())
    can: dict[str, Any] = {"by": by, "keys": place.keys}
    files = exported_files(by).count()

    def told(what: str, act: Callable[[], int]) -> None:
        began = time.perf_counter()
        size = act()
        took = time.perf_counter() - began
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        cells = (
            what, f"{files:,}", f"{took:.1f} s", ms(took / files), f"{size / _MIB:.1f} MiB" if size
            else "", f"{most // _MIB} MiB",
        )  # fmt: skip
        print("\t".join(cells), flush=True)

    seen = []

    def previewed() -> int:
        seen.append(preview_sheets(colleagues=True, **can).mark)
        return 0

    def written() -> int:
        update_sheets(colleagues=True, seen=seen[0], **can)
        return 0

    def taken_out() -> int:
        pieces = export_files(
            purpose="archive", passphrase=secrets.token_urlsafe(24), language="sr", **can
        )
        return sum(map(len, pieces))

    told("count sheets, looked at", previewed)
    told("count sheets, written", written)
    told("all files taken out", taken_out)


def _take_over(place: lists.Place, amount: int) -> None:
    from spona.cases.referrals.actions import accept, open_packet, send
    from spona.demo.casework.reports import PHONE, report_of
    from spona.demo.people import actor_of

    by, network = actor_of(place.sender), lists.network_of(place)
    can: dict[str, Any] = {"by": place.by, "keys": place.keys}
    for _ in range(amount):
        row = send(
            report_of(place.sender, PHONE),
            network=network,
            recipient=place.receiver.institution,
            by=by,
        )
        accept(open_packet(row, **can)[0], **can)


if __name__ == "__main__":
    main(int(sys.argv[1]))
