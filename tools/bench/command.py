"""`./spona bench`: how fast it is, as ratios measured in one run on this machine.

A benchmark measures: it never fails because something took long, only when something was
lost or answered with an error.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tools.bench import backup as bench_backup
from tools.bench import bulk_export as bench_bulk_export
from tools.bench import case_file as bench_file
from tools.bench import count as bench_count
from tools.bench import deadlines as bench_deadlines
from tools.bench import lists as bench_lists
from tools.bench import login as bench_login
from tools.bench import page as bench_page
from tools.bench import plans as bench_plans
from tools.bench import post_quantum as bench_post_quantum
from tools.bench import reports as bench_reports
from tools.bench import service_search as bench_services
from tools.bench import start as bench_start
from tools.bench import tables as bench_tables
from tools.bench import tasks as bench_tasks
from tools.bench import tips as bench_tips
from tools.bench.figures import ROOT, Section, circumstances
from tools.bench.pages import write_sections
from tools.bench.world import World

PAGE = ROOT / "docs" / "reference" / "bench.md"
_HEAD = (
    "# How fast it is\n\n"
    "Made by `./spona bench`. Each part says what was measured, how, when and on what; what "
    "counts is the ratio, for both sides of it were measured in the same run. The program that "
    "makes the load runs on the same machine and takes its share of the cores."
)
# In this order: the first start builds the world that the others use.
PARTS: dict[str, Callable[[World, bool], Section]] = {
    "start": bench_start.measure,
    "login": bench_login.measure,
    "page": bench_page.measure,
    "reports": bench_reports.measure,
    "tips": bench_tips.measure,
    "deadlines": bench_deadlines.measure,
    "lists": bench_lists.measure,
    "file": bench_file.measure,
    "bulk-export": bench_bulk_export.measure,
    "post-quantum": bench_post_quantum.measure,
    "plans": bench_plans.measure,
    "tasks": bench_tasks.measure,
    "services": bench_services.measure,
    "tables": bench_tables.measure,
    "count": bench_count.measure,
    "backup": bench_backup.measure,
}


def run(args: list[str]) -> int:
    """Measures and writes the page; 1 when a part lost something or met an error."""
    asked = argparse.ArgumentParser(prog="./spona bench")
    asked.add_argument("--quick", action="store_true", help="fewer and shorter rounds")
    asked.add_argument("--only", default=",".join(PARTS), help="some parts: " + ",".join(PARTS))
    given = asked.parse_args(args)
    wanted = given.only.split(",")
    if unknown := set(wanted) - set(PARTS):
        asked.error(f"there is no part {', '.join(sorted(unknown))}")
    # Asked to end, it first ends what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    faults: list[str] = []
    with tempfile.TemporaryDirectory(prefix="spona-bench-") as folder:
        world = World(Path(folder))
        try:
            for name, measure in PARTS.items():
                if name in wanted:
                    on = circumstances(quick=given.quick)
                    print(f"\n== {name} ({on})", flush=True)
                    section = measure(world, given.quick)
                    section.measured_on = on
                    print(section.for_terminal(), flush=True)
                    write_sections(PAGE, _HEAD, [section], order=list(PARTS))
                    faults += section.faults
        finally:
            world.stop()
    print("\n" + ("\n".join(faults) or "Nothing was lost, nothing answered with an error."))
    return 1 if faults else 0
