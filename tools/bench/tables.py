"""The lists as tables: ten thousand rows into a file, and one row too many."""

from __future__ import annotations

import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import Any, Final

from tools.bench.figures import Section, ms
from tools.bench.lists import demo_place, fill_files, fill_queue
from tools.bench.world import World

# What the demo brought along comes to it, and no table has more than 10,000.
ROWS, QUICK = 9_900, 1_000
_HOW: Final = (
    "A demo world whose centre for social work gets that many referrals and files, each with a "
    "sealed name, made by their rows and really sealed. The time is that from the question to the "
    "finished file, without network; memory is what Python holds more at its fullest "
    "(`tracemalloc`, in a round of its own). One row more than a table may have is refused."
)


def measure(world: World, quick: bool) -> Section:
    """In a process of its own, which points at the database of a new world."""
    world.begin_anew()
    world.running()
    head = ("table", "rows", "time", "processor", "statements", "size", "most memory")
    section = Section("tables", _HOW, head)
    world.fill(section, "tables", QUICK if quick else ROWS)
    return section


def main(rows: int) -> None:
    """Prints a line of cells for each table, then for each that is refused."""
    import django

    django.setup()
    from dataclasses import replace

    from django.utils import timezone

    from spona.access.denied import Denied
    from spona.cases.worklists import exporting
    from spona.cases.worklists.filters import Filters
    from spona.cases.worklists.kinds import FILES, QUEUE, List
    from spona.cli.serve.worker_jobs import count_for_planner

    place = demo_place()
    fill_queue(place, rows)
    fill_files(place, rows, sections=())
    count_for_planner()
    by = replace(place.by, stepped_up_at=timezone.now())

    def table(of: List, form: str, *, names: bool = False) -> Callable[[], int]:
        asked: dict[str, Any] = {"form": form, "names": names, "by": by, "keys": place.keys}

        def make() -> int:
            try:
                return len(exporting.export(of, Filters(), **asked))
            except Denied:
                return 0

        return make

    tables = {
        "arrived, CSV": table(QUEUE, "csv"),
        "arrived, XLSX": table(QUEUE, "xlsx"),
        "files with names, CSV": table(FILES, "csv", names=True),
    }
    for name, make in tables.items():
        _print(name, rows, make)
    fill_queue(place, exporting.MOST + 1 - rows)
    fill_files(place, exporting.MOST + 1 - rows, sections=())
    count_for_planner()
    for name, make in tables.items():
        _print(f"{name}, too many", exporting.MOST + 1, make)


def _print(name: str, rows: int, make: Callable[[], int]) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    make()
    began, busy = time.perf_counter(), time.process_time()
    size = make()
    took, worked = time.perf_counter() - began, time.process_time() - busy
    with CaptureQueriesContext(connection) as asked:
        make()
    tracemalloc.start()
    make()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    cells = (
        name, f"{rows:,}", ms(took), ms(worked), str(len(asked)),
        f"{size / 2**10:,.0f} kB", f"{peak / 2**20:,.1f} MB",
    )  # fmt: skip
    print("\t".join(cells), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
