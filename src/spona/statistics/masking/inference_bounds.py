"""How far apart the worlds lie that look the same from outside.

Somebody who holds every number shown, of two snapshots even, knows of a masked cell only what
all worlds agree on that would have given the same pages. We do not solve for their interval: we
walk to such worlds, so what we find is a promise and not an estimate.

One step takes two codes in each of some dimensions and moves people around the corners of that
square (or line, or cube), one up and the next one down. Every sum over one of these dimensions
stays; only the corners themselves change, so these must not be shown. What is masked is masked
in all its finer cells too, hence nothing below the corners is shown either. The tables hang
together like a tree (town – year – exploitation – sex, age), so that people can be moved in one
of them while all the others stay: by exchanging all that lies on the other side of the branch.
Where single codes are hidden, people also change between them one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from spona.statistics.masking.cells import Cell, Frame, Kind, kind_of, subsets
from spona.statistics.tables import Key

type Layer = Mapping[Key, int]
type Hidden = Callable[[Cell], bool]
type Groups = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Way:
    """Where a step may move people: `signs` by layer; `hidden` says that no page shows a cell.

    `across` steps lead people from one layer into another and back, so the sum of both stays.
    """

    signs: tuple[int, ...]
    hidden: Hidden
    across: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    signs: tuple[int, ...]
    up: tuple[Key, ...]
    down: tuple[Key, ...]


def corners(frame: Frame, cell: Cell, *, insider: bool) -> Iterator[tuple[Kind, list[Cell]]]:
    """For each square that `cell` is a corner of: in which dimensions, and all its corners."""
    have = dict(cell)
    for dimensions in subsets(sorted(have)):
        kind = frozenset(dimensions)
        # An insider knows these sums, so nobody can be moved from one to the other.
        if not dimensions or (insider and kind in frame.known):
            continue
        others = [
            [code for code in frame.domain[each] if code != have[each]] for each in dimensions
        ]
        for other in product(*others):
            pairs = [
                ((each, have[each]), (each, code))
                for each, code in zip(dimensions, other, strict=True)
            ]
            yield kind, [frozenset(corner) for corner in product(*pairs)]


def steps(frame: Frame, cell: Cell, ways: Sequence[Way], *, insider: bool) -> Iterator[Step]:
    """All steps that change `cell` and that no page shows."""
    for kind, square in corners(frame, cell, insider=insider):
        for way in ways:
            if way.across and frame.joint(kind):
                continue
            if all(way.hidden(corner) for corner in square):
                yield from over(frame, cell, kind, square, way.signs)


def over(
    frame: Frame, cell: Cell, kind: Kind, square: Sequence[Cell], signs: tuple[int, ...]
) -> Iterator[Step]:
    """The step on each finest place of the table, where `cell` is a sum of many."""
    table = frame.table_of(kind_of(cell))
    have = dict(cell)
    free = [[have[each]] if each in have else frame.domain[each] for each in table]
    turns = []
    for corner in square:
        turned = [(table.index(each), code) for each, code in corner if have[each] != code]
        turns.append((len(turned) % 2, turned))
    for place in product(*free):
        sides: tuple[list[Key], list[Key]] = ([], [])
        for odd, turned in turns:
            at = list(place)
            for where, code in turned:
                at[where] = code
            sides[odd].append(tuple(at))
        yield Step(signs, tuple(sides[0]), tuple(sides[1]))


def groups(frame: Frame, cell: Cell, hidden: Hidden, *, insider: bool) -> Groups:
    """Per dimension of the cell's table: code → the one that stands for all those between which
    people move unseen, itself where there are none.
    """
    found: list[dict[str, str]] = []
    for each in frame.table_of(kind_of(cell)):
        codes = list(frame.domain[each])
        fixed = insider and frozenset([each]) in frame.known
        free = [code for code in codes if not fixed and hidden(frozenset([(each, code)]))]
        found.append({code: free[0] if code in free else code for code in codes})
    return found


def together(layer: Layer, groups_: Groups) -> dict[Key, list[Key]]:
    """Places with people, by what their codes stand for."""
    found: dict[Key, list[Key]] = {}
    for place in layer:
        found.setdefault(_stands_for(place, groups_), []).append(place)
    return found


def _stands_for(place: Key, groups_: Groups) -> Key:
    return tuple(group[code] for code, group in zip(place, groups_, strict=True))


@dataclass(slots=True)
class Walk:
    """A walk away from how things are, in one direction, as far as `enough`.

    The cell is the sum of the layers by `weights`. In no layer may a place fall below nobody.
    Before a step, people may come to its corner from where the layer's `free` codes let them.
    """

    frame: Frame
    cell: Cell
    weights: Sequence[int]
    free: Sequence[Groups]
    near: Sequence[dict[Key, list[Key]]]
    work: list[dict[Key, int]]
    _have: list[tuple[int, str]] = field(init=False)

    def __post_init__(self) -> None:
        table = self.frame.table_of(kind_of(self.cell))
        self._have = [(table.index(each), code) for each, code in self.cell]

    def reach(self, found: Iterable[Step], *, direction: int, enough: int) -> int:
        """How many people can be added to the cell (`direction` 1) or taken from it (-1)."""
        far = 0
        if enough <= 0:
            return far
        for step in found:
            effect = sum(a * b for a, b in zip(self.weights, step.signs, strict=True))
            if not effect:
                continue
            turn = direction if effect > 0 else -direction
            far += abs(effect) * self._take(step, turn, enough - far)
            if far >= enough:
                break
        return far

    def _take(self, step: Step, turn: int, most: int) -> int:
        """Do the step for as many people as can be found, at most `most`; return how many."""
        corners_of = {1: (step.up, step.down), -1: (step.down, step.up)}
        plan = [(at, *corners_of[sign * turn]) for at, sign in enumerate(step.signs) if sign]
        people = most
        while people:
            drawn: list[tuple[int, Key, int]] = []
            least = people
            for at, _more, less in plan:
                for corner in less:
                    least = min(least, self._draw(at, corner, people, drawn))
            if least == people:
                for at, more, _less in plan:
                    for corner in more:
                        self.work[at][corner] = self.work[at].get(corner, 0) + people
                return people
            for at, place, number in drawn:
                self.work[at][place] += number
            people = least
        return 0

    def _draw(self, at: int, corner: Key, people: int, drawn: list[tuple[int, Key, int]]) -> int:
        """Take up to `people` from the corner and from where they can come to it unseen."""
        layer, missing = self.work[at], people
        number = min(layer.get(corner, 0), missing)
        if number:
            layer[corner] -= number
            missing -= number
            drawn.append((at, corner, number))
        if not missing:
            return people
        inside = self._inside(corner)
        for place in self.near[at].get(_stands_for(corner, self.free[at]), ()):
            number = min(layer[place], missing)
            if number and place != corner and self._inside(place) == inside:
                layer[place] -= number
                missing -= number
                drawn.append((at, place, number))
                if not missing:
                    break
        return people - missing

    def _inside(self, place: Key) -> bool:
        return all(place[at] == code for at, code in self._have)
