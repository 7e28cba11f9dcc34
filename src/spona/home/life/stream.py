"""From sender to recipient to what became of it: three columns, and bands between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from spona.directory.short_names import short_name
from spona.home.life.between import ENDS, WAITING, Way

WIDTH: Final = 900
_COLUMNS: Final = (0.0, 400.0, 700.0)
_BAR: Final = 8.0
_THICKEST: Final = 16.0  # of one
_TALL: Final = 380.0
_ROW: Final = 24.0  # so much room has each name


@dataclass(frozen=True, slots=True)
class Bar:
    """A name in a column with its number; `end` is its key where it is an end."""

    name: str
    n: int
    x: float
    y: float
    height: float
    end: str = ""

    @property
    def text_x(self) -> float:
        return self.x + _BAR + 8

    @property
    def text_y(self) -> float:
        return round(self.y + self.height / 2 + 4.5, 1)


@dataclass(frozen=True, slots=True)
class Band:
    path: str
    thick: float
    waits: bool


@dataclass(frozen=True, slots=True)
class Stream:
    width: int
    height: float
    bars: list[Bar]
    bands: list[Band]


def stream(ways: Sequence[Way]) -> Stream | None:
    """None where nothing went anywhere."""
    total = sum(way.n for way in ways)
    if not total:
        return None
    unit = min(_THICKEST, _TALL / total)
    columns = [
        _column(ways, lambda way: short_name(way.sender), 0, unit),
        _column(ways, lambda way: short_name(way.recipient), 1, unit),
        _column(ways, lambda way: str(way.word), 2, unit),
    ]
    bars = [bar for column in columns for bar in column.values()]
    height = max(bar.y + max(bar.height, _ROW) for bar in bars) + 8
    return Stream(WIDTH, round(height, 1), bars, _bands(ways, columns, unit))


def _column(
    ways: Sequence[Way], name: Callable[[Way], str], place: int, unit: float
) -> dict[str, Bar]:
    """In the order of the table; ends in the order of their list."""
    sums: dict[str, int] = {}
    ends = {str(word): end for end, word in ENDS.items()}
    for way in sorted(ways, key=lambda one: list(ENDS).index(one.end)) if place == 2 else ways:
        sums[name(way)] = sums.get(name(way), 0) + way.n
    bars, y = {}, 6.0
    for label, n in sums.items():
        tall = max(n * unit, 3.0)
        end = ends.get(label, "") if place == 2 else ""
        bars[label] = Bar(label, n, _COLUMNS[place], round(y, 1), round(tall, 1), end)
        y += max(tall + 10, _ROW)
    return bars


def _bands(ways: Sequence[Way], columns: list[dict[str, Bar]], unit: float) -> list[Band]:
    """Both halves of each way; within a bar the bands lie under each other, as in the table."""
    used: dict[tuple[int, str, bool], float] = {}

    def edge(place: int, label: str, n: int, *, leaves: bool) -> tuple[float, float]:
        bar, key = columns[place][label], (place, label, leaves)
        top = used.get(key, 0.0)
        used[key] = top + n * unit
        return bar.x + (_BAR if leaves else 0), bar.y + top + n * unit / 2

    bands = []
    for way in ways:
        sender, recipient, end = short_name(way.sender), short_name(way.recipient), str(way.word)
        for place, one, other in ((0, sender, recipient), (1, recipient, end)):
            start = edge(place, one, way.n, leaves=True)
            finish = edge(place + 1, other, way.n, leaves=False)
            waits = place == 1 and way.end == WAITING
            bands.append(Band(_curve(start, finish), round(way.n * unit, 1), waits))
    return bands


def _curve(start: tuple[float, float], end: tuple[float, float]) -> str:
    half = (start[0] + end[0]) / 2
    return (
        f"M{start[0]:.1f} {start[1]:.1f}"
        f"C{half:.1f} {start[1]:.1f} {half:.1f} {end[1]:.1f} {end[0]:.1f} {end[1]:.1f}"
    )
