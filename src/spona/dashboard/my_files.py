"""Files that somebody leads, on their desk: a reference and a deadline. No name is opened here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from spona.access.actor import Actor
from spona.cases.worklists.files import Row, file_rows, rows_of
from spona.cases.worklists.filters import Filters
from spona.deadlines.exclusions import PreparedShown

SHOWN: Final = 8
_MINE: Final = Filters(state="open", assigned="me", sort="deadline")


@dataclass(frozen=True, slots=True)
class MyFiles:
    """`rows` at most SHOWN, the nearest deadline first; `more`: there are others."""

    rows: list[Row]
    more: bool

    @property
    def query(self) -> str:
        """For the link to all of them."""
        return _MINE.query


_OPEN: Final = PreparedShown(lambda actor: file_rows(actor, _MINE)[: SHOWN + 1])


def my_files(actor: Actor) -> MyFiles:
    """What was given to this person by name and is still open; six queries for any number."""
    if not actor.may("case:open"):
        return MyFiles([], more=False)
    found = _OPEN.rows(actor)
    rows = rows_of(found[:SHOWN], {}, actor) if found else []
    return MyFiles(rows, more=len(found) > SHOWN)
