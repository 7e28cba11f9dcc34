"""From typing `./spona demo` to the first page."""

from __future__ import annotations

import subprocess

from tools.bench.figures import ROOT, Section, median
from tools.bench.world import World

_HOW = (
    "`./spona demo --data` of an empty folder, packages and assets being there already: seconds "
    "until `/readyz` says yes. Cold builds the database, the reference data, twelve people and "
    "their keys; warm is the same command again on what is there. Aim: warm under 5 s."
)


def measure(world: World, quick: bool) -> Section:
    """Leaves the last world running for the parts that follow."""
    # Packages and assets are made ready by any verb; they are no part of this figure.
    subprocess.run([ROOT / "spona", "help"], check=True, stdout=subprocess.DEVNULL)
    cold, warm = [], []
    for _ in range(1 if quick else 3):
        world.begin_anew()
        cold.append(world.start())
    for _ in range(2 if quick else 5):
        world.stop()
        warm.append(world.start())
    section = Section("start", _HOW, ("start", "times", "median", "slowest", "to cold"))
    for name, times in (("cold", cold), ("warm", warm)):
        share = f"{median(times) / median(cold):.2f} ×"
        section.rows.append(
            (name, str(len(times)), f"{median(times):.1f} s", f"{max(times):.1f} s", share)
        )
    return section
