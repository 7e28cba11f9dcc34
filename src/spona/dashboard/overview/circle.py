"""Where an institution stands in the picture: on a circle, whoever coordinates in the middle.

Places follow from who sits in the network and from nothing else, so they stay from month to month.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple
from uuid import UUID

from spona.dashboard.overview.together import Step, Tie
from spona.directory.coverage import EXPECTED
from spona.directory.institution_names import short_name
from spona.directory.models import Institution
from spona.ui.templatetags.ui import SECTOR_ICONS

_RING: Final = 168  # for a dozen; more of them need more room
_ASIDE: Final = 162  # for a name beside the circle
_EACH: Final = 13.0
_LETTERS: Final = 17  # of one line of a name
_LINES: Final = 3
# More dashed lines than this say nothing any more: then only those to the middle are drawn.
_DASHED: Final = 14


@dataclass(frozen=True, slots=True)
class Place:
    """An institution in the picture; `lines`: its name as (y, text), set from `tx` on; `label`:
    what it is called there, and whole in the title.
    """

    institution: Institution
    label: str
    x: float
    y: float
    middle: bool
    anchor: str
    tx: float
    lines: list[tuple[float, str]]

    @property
    def icon(self) -> str:
        return SECTOR_ICONS.get(self.institution.sector, "building")

    @property
    def icon_at(self) -> tuple[float, float]:
        return round(self.x - 9, 1), round(self.y - 9, 1)


@dataclass(frozen=True, slots=True)
class Line:
    tie: Tie
    path: str


@dataclass(frozen=True, slots=True)
class Circle:
    """`left_out`: how many dashed lines the table has and the picture has not."""

    width: int
    height: int
    places: list[Place]
    lines: list[Line]
    left_out: int


def circle(
    institutions: Sequence[Institution],
    ties: Sequence[Tie],
    middle: UUID | None,
    labels: Mapping[str, str],
) -> Circle:
    """`labels`: sector → its name, which stands for the institution's where only one has it."""
    names = _names(institutions, labels)
    around = sorted((one for one in institutions if one.pk != middle), key=_order)
    ring = max(float(_RING), len(around) * _EACH)
    centre = _Spot(ring + _ASIDE, ring + 62)
    places = [
        _around(one, names[one.pk], centre.towards(number / len(around), ring), centre)
        for number, one in enumerate(around)
    ]
    places += [_middle(one, names[one.pk], centre) for one in institutions if one.pk == middle]
    at = {one.institution.pk: _Spot(one.x, one.y) for one in places}
    drawn = [tie for tie in ties if _is_drawn(tie, ties, middle)]
    lines = [
        Line(tie, _path(at[tie.first.pk], at[tie.second.pk]))
        # What is thin lies under what is thick.
        for tie in sorted(drawn, key=lambda tie: tie.step)
    ]
    width, height = round(2 * centre.x), round(2 * ring + 136)
    return Circle(width, height, places, lines, len(ties) - len(drawn))


class _Spot(NamedTuple):
    x: float
    y: float

    def towards(self, share: float, far: float) -> _Spot:
        """So far from here: the first one straight above, on along the deadline."""
        angle = 2 * math.pi * share - math.pi / 2
        return _Spot(self.x + far * math.cos(angle), self.y + far * math.sin(angle))


def _is_drawn(tie: Tie, ties: Sequence[Tie], middle: UUID | None) -> bool:
    if tie.step is not Step.AGREED or middle in tie.pair:
        return True
    return sum(one.step is Step.AGREED for one in ties) <= _DASHED


def _order(one: Institution) -> tuple[int, str]:
    place = EXPECTED.index(one.sector) if one.sector in EXPECTED else len(EXPECTED)
    return place, one.code


def _names(institutions: Iterable[Institution], labels: Mapping[str, str]) -> dict[UUID, str]:
    bodies = list(institutions)
    alone = Counter(one.sector for one in bodies)
    return {
        one.pk: labels[one.sector]
        if alone[one.sector] == 1 and one.sector in labels
        else short_name(one)
        for one in bodies
    }


def _around(one: Institution, name: str, at: _Spot, centre: _Spot) -> Place:
    """Its name stands outside the circle: above, below, or on its side."""
    lines = _wrapped(name)
    aside, above = at.x - centre.x, at.y < centre.y
    if abs(aside) < abs(at.y - centre.y) / 3:
        first = at.y - 24 - 17 * (len(lines) - 1) if above else at.y + 36
        # Two neighbours at the top or at the foot do not write into each other.
        side = "middle" if abs(aside) < 8 else "start" if aside > 0 else "end"
        set_x = at.x + {"middle": 0, "start": -14, "end": 14}[side]
        return _place(one, name, at, (side, set_x), _lines(lines, first))
    set_at = ("start", at.x + 24) if aside > 0 else ("end", at.x - 24)
    return _place(one, name, at, set_at, _lines(lines, at.y + 4.5 - 8.5 * (len(lines) - 1)))


def _middle(one: Institution, name: str, at: _Spot) -> Place:
    lines = _lines(_wrapped(name), at.y + 44)
    return replace(_place(one, name, at, ("middle", at.x), lines), middle=True)


def _place(
    one: Institution,
    name: str,
    at: _Spot,
    set_at: tuple[str, float],
    lines: list[tuple[float, str]],
) -> Place:
    anchor, tx = set_at
    return Place(
        institution=one,
        label=name,
        x=round(at.x, 1),
        y=round(at.y, 1),
        middle=False,
        anchor=anchor,
        tx=round(tx, 1),
        lines=lines,
    )


def _lines(texts: list[str], first: float) -> list[tuple[float, str]]:
    return [(round(first + 17 * n, 1), text) for n, text in enumerate(texts)]


def _wrapped(name: str) -> list[str]:
    """Words to lines; what is too long ends in dots, and is whole in the title and the table."""
    lines = [""]
    for word in name.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= _LETTERS or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > _LINES:
        lines = [*lines[: _LINES - 1], f"{lines[_LINES - 1]} …"]
    return lines


def _path(start: _Spot, end: _Spot) -> str:
    """Bent a little, so that a line between two opposite ones passes beside the middle."""
    bend = 0.14
    x = (start.x + end.x) / 2 - (end.y - start.y) * bend
    y = (start.y + end.y) / 2 + (end.x - start.x) * bend
    return f"M{start.x:.1f} {start.y:.1f}Q{x:.1f} {y:.1f} {end.x:.1f} {end.y:.1f}"
