"""Which standards there are, with how sure each is, and what of ours is which of theirs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spona.cases.standards.mapping import Place, record_places
from spona.cases.standards.profiles import places_of
from spona.reference.models import Certainty
from spona.reference.standards import htcds
from spona.statistics.models import StandardProfile
from spona.statistics.words import LABELS


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A field of the record: `coded` of its answers, of `every`, go out as a code of theirs."""

    label: str
    column: str
    coded: int
    every: int


@dataclass(frozen=True, slots=True)
class Shown:
    title: str
    source: str
    certainty: str
    lines: list[ShownLine]


def loaded_profiles() -> list[StandardProfile]:
    """Only as Spona kept them: what goes out under a name is nobody else's."""
    rows = StandardProfile.objects.order_by("name", "version")
    return [one for one in rows if one.has_valid_mac()]


def shown_standards() -> list[Shown]:
    """HTCDS, which is built in, and what somebody has loaded."""
    built_in = htcds()
    certainty = str(Certainty.CONFIRMED.label)
    source = f"{built_in.source} ({built_in.licence})"
    return [
        Shown(built_in.title, source, certainty, _lines(record_places().values())),
        *(
            Shown(
                str(one), one.source, str(one.get_certainty_display()),
                _lines(places_of(one.body).values()),
            )
            for one in loaded_profiles()
        ),
    ]  # fmt: skip


def _lines(places: Iterable[Place]) -> list[ShownLine]:
    """Of citizenships one is one country, Serbia."""
    return [
        ShownLine(str(LABELS[one.name]), one.column, len(one.out) or 1, len(one.ours))
        for one in places
        if one.column
    ]
