"""Files that somebody leads, on their desk, by what comes next. Neither name nor words are opened
here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from spona.access.actor import Actor
from spona.cases.worklists.next_steps import CaseRow, mine, narrowed, unopened_rows
from spona.deadlines.exclusions import PreparedShown

SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class MyFiles:
    """`rows` at most SHOWN, the nearest step first; `more`: there are others."""

    rows: list[CaseRow]
    more: bool


_OPEN: Final = PreparedShown(
    lambda actor: narrowed(mine(actor), "").select_related("network")[: SHOWN + 1]
)


def my_files(actor: Actor) -> MyFiles:
    """What was given to this person by name and is still open; four queries for any number."""
    if not actor.may("case:open"):
        return MyFiles([], more=False)
    found = _OPEN.rows(actor)
    return MyFiles(unopened_rows(found[:SHOWN], actor), more=len(found) > SHOWN)
