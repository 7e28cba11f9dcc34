"""Search by name: in memory, inside a request of somebody who holds the key (rule R3).

What was typed is in no address, no log and no history; the log says how many names were looked
through and which files were on the page.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from spona.access.actor import Actor
from spona.access.exclusion_marks import marks_of
from spona.cases import exclusions
from spona.cases.case.models import Case
from spona.cases.worklists.files import Row, rows_of
from spona.cases.worklists.matching import fits
from spona.cases.worklists.paging import COUNTED, Page
from spona.identity.keyring import Keyring
from spona.vault.actions.bulk_open import look_through

# Fewer than of a list: whoever does not see the name on the first page types more of it.
SIZE: Final = 25


def search(typed: str, actor: Actor, keys: Keyring, number: int = 1) -> Page[Row]:
    """The files whose name fits, what was opened last first; one page of them.

    As many queries for ten thousand names as for two.
    """
    start = (number - 1) * SIZE
    looked = look_through(
        "name",
        kind="case",
        without=_excluded(actor),
        wanted=fits(typed),
        page=slice(start, start + SIZE),
        by=actor,
        keys=keys,
        purpose="search",
    )
    visible = Case.objects.visible_to(actor).filter(box__in=looked.shown)
    by_box = {one.box_id: one for one in visible.select_related("network")}
    cases = [by_box[box] for box in looked.shown if box in by_box]
    names = {box: str(document.get("name") or "") for box, document in looked.shown.items()}
    found = looked.found
    return Page(
        rows_of(cases, names, actor),
        number,
        start + 1,
        start + len(cases),
        min(found, COUNTED + 1),
        found > start + SIZE,
    )


def _excluded(actor: Actor) -> list[UUID]:
    """Boxes of files opened for what the actor must not see: their names are not even opened."""
    hidden = Case.objects.filter(referrals_in__in=exclusions.referrals(marks_of(actor)))
    return list(hidden.values_list("box_id", flat=True))
