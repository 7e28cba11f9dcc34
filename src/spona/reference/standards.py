"""What lists of others ask: fields and codes of HTCDS 2.0, and tables of official returns.

Facts with their source, in `data/standards`: names, types and codes, no wording of theirs. Only
what was read in a source stands there; what somebody remembers of a return does not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

_DATA: Final = Path(__file__).resolve().parent / "data" / "standards"


@dataclass(frozen=True, slots=True)
class Standard:
    """`codes`: name of each field → its codes, none where it is typed."""

    title: str
    source: str
    licence: str
    codes: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class ReturnTable:
    """One table of a return. `certainty` is a code of `Certainty`."""

    title: str
    table: str
    breakdowns: str
    source: str
    certainty: str


@cache
def htcds() -> Standard:
    """The Human Trafficking Case Data Standard of the International Organization for Migration."""
    given = _read("htcds")
    return Standard(
        f"{given['standard']} {given['version']}, {given['by']}",
        given["source"],
        given["licence"],
        {one["name"]: tuple(one.get("codes", ())) for one in given["fields"]},
    )


@cache
def returns() -> Mapping[str, ReturnTable]:
    """By their numbers."""
    return {
        one["id"]: ReturnTable(
            one["return"], one["table"], one["breakdowns"], one["source"], one["certainty"]
        )
        for one in _read("returns")
    }


def _read(name: str) -> Any:
    return json.loads((_DATA / f"{name}.json").read_text(encoding="utf-8"))
