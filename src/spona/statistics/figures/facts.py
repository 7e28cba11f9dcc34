"""What official returns ask, as it was read in public sources, and what of it our records answer.

`data/returns.json` holds facts of others, each with its source and how sure it is;
`data/return_tables.json` is our own reading of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from spona.reference.models import Certainty

_DATA: Final = Path(__file__).parents[1] / "data"
# How the collected facts say it → how Spona says it of all that was collected.
_CERTAINTIES: Final[Mapping[str, Certainty]] = {
    "confirmed": Certainty.CONFIRMED,
    "partly": Certainty.PARTLY,
    "recalled": Certainty.RECALLED,
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One table, definition or rule of a return. `why`: a code, where our records cannot say it."""

    id: str
    return_name: str
    table: str
    breakdowns: str
    population: str
    period: str
    source: str
    certainty: str
    note: str
    shape: str
    tables: tuple[str, ...]
    why: str

    @property
    def is_sure(self) -> bool:
        return self.certainty == Certainty.CONFIRMED

    @property
    def certainty_label(self) -> str:
        return str(Certainty(self.certainty).label)


@dataclass(frozen=True, slots=True)
class ShapeTable:
    """How one table is put together: dimensions of a base table, rows put together by `groups`
    (group → codes), counted for each of `populations` apart; none where it counts reports, or
    people by their decision.
    """

    key: str
    base: str
    down: str
    across: str
    groups: Mapping[str, tuple[str, ...]]
    populations: tuple[str, ...]


@cache
def facts() -> tuple[Fact, ...]:
    asks = _mapping()["asks"]
    rows = json.loads((_DATA / "returns.json").read_text())["rows"]
    return tuple(
        Fact(
            **row | {"certainty": _CERTAINTIES[row["certainty"]]},
            shape=asks[row["id"]]["shape"],
            tables=tuple(asks[row["id"]]["tables"]),
            why=asks[row["id"]]["why"],
        )
        for row in rows
    )


@cache
def shape_tables() -> Mapping[str, ShapeTable]:
    """Key → table, in the order in which they are read."""
    said = _mapping()
    return {
        row["key"]: ShapeTable(
            row["key"],
            row["base"],
            row["down"],
            row["across"],
            {name: tuple(some) for name, some in said["groups"].get(row.get("groups"), {}).items()},
            tuple(row["populations"]),
        )
        for row in said["tables"]
    }


@cache
def populations() -> Mapping[str, frozenset[str]]:
    """Population → the decisions of those who belong to it."""
    return {name: frozenset(some) for name, some in _mapping()["populations"].items()}


@cache
def shapes() -> Mapping[str, tuple[Fact, ...]]:
    """Shape → what it asks, in the order of the collected facts."""
    found: dict[str, list[Fact]] = {}
    for fact in facts():
        found.setdefault(fact.shape, []).append(fact)
    return {name: tuple(some) for name, some in found.items()}


def tables_of(shape: str) -> list[ShapeTable]:
    """The tables that a shape asks for, each once."""
    wanted = {key for fact in shapes()[shape] for key in fact.tables}
    return [table for key, table in shape_tables().items() if key in wanted]


@cache
def _mapping() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((_DATA / "return_tables.json").read_text())
    return found
