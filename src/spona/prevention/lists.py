"""The list of observations: filtered, searched, sorted; and the same as rows for a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spona.directory.models import Network
from spona.documents.tables import Cell
from spona.prevention.models import ObservationQuerySet, State
from spona.prevention.queries import with_counts
from spona.prevention.words import seen, word, words_of

SORTS: Final[dict[str, Promise]] = {
    "new": gettext_lazy("newest first"),
    "often": gettext_lazy("seen most often"),
    "old": gettext_lazy("waiting longest"),
}
_ORDER: Final = {
    "new": ("-seen_on", "-number"),
    "often": ("-seen_times", "-seen_on", "-number"),
    "old": ("written_at", "number"),
}
OPEN: Final = "open"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader chose; an unknown word of an address counts as not chosen."""

    state: str = OPEN
    kind: str = ""
    sort: str = "new"
    query: str = ""

    @property
    def narrows(self) -> bool:
        return bool(self.query or self.kind or self.state != OPEN)


def wanted(asked: dict[str, str], kinds: dict[str, str], query: str = "") -> Wanted:
    state, kind, sort = (asked.get(name, "") for name in ("state", "kind", "sort"))
    return Wanted(
        state=state if state in (OPEN, "all", *State.values) else OPEN,
        kind=kind if kind in kinds else "",
        sort=sort if sort in SORTS else "new",
        query=query[:120],
    )


def listed(network: Network, by: Wanted, rows: ObservationQuerySet) -> ObservationQuerySet:
    """`rows` are those that the reader may see."""
    found = rows.filter(network=network)
    if by.state == OPEN:
        found = found.open()
    elif by.state != "all":
        found = found.filter(state=by.state)
    if by.kind:
        found = found.filter(kind=by.kind)
    if by.query:
        found = found.matching(by.query)
    return with_counts(found).select_related("institution").order_by(*_ORDER[by.sort])


def export_rows(rows: ObservationQuerySet) -> Iterator[list[Cell]]:
    """A head, then one row each. No name of a firm: files wander."""
    kinds, sources = words_of("observation"), words_of("observation_source")
    outcomes = words_of("observation_outcome")
    yield [
        _("Number"), _("Kind"), _("Title"), _("What was noticed"), _("Where, roughly"), _("Seen"),
        _("How one knows"), _("Seen how often"), _("Written by"), _("State"), _("Outcome"),
    ]  # fmt: skip
    for row in rows:
        yield [
            row.number, word(kinds, row.kind), row.title, row.text, row.where,
            seen(row.seen_on, row.seen_precision), word(sources, row.source),
            getattr(row, "seen_times", 1), str(row.institution.words), row.get_state_display(),
            word(outcomes, row.outcome),
        ]  # fmt: skip
