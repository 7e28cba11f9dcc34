"""The rules of releases, as data: each version with its source. A release keeps its number."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Policy:
    """`rho`: the budget of a cohort, for good; `epsilon`: what it is worth at `delta`. `threshold`:
    a smaller noisy number is told as "fewer"; `sigmas`: so many standard errors a number has to be
    to be told at all; `bands_below`: of a noisy total below it only `bands` are told.
    `fewest_years` to `most_years` are added where years are pooled.
    """

    version: int
    rho: float
    delta: float
    epsilon: float
    threshold: int
    nearest: int
    sigmas: int
    bands_below: int
    bands: tuple[int, ...]
    fewest_years: int
    most_years: int
    certainty: str
    source: str


@cache
def policies() -> dict[int, Policy]:
    """Version → rules; a version is never edited, a new one is added."""
    # Not beside this file: with the other rule of the app.
    path = Path(__file__).parents[1] / "data" / "release_policy.json"
    rows = json.loads(path.read_text())
    return {row["version"]: Policy(**row | {"bands": tuple(row["bands"])}) for row in rows}


def current_policy() -> Policy:
    return policies()[max(policies())]
