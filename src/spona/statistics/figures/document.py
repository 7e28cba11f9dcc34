"""The figures as they are sealed: every cell of every table, so that the size tells nothing."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, Final
from uuid import UUID

from spona.statistics.figures.base_tables import DOMAIN, TABLES, Figures, Key, cells_of

# Bytes of the whole; the largest one that a town could have has fewer.
WIDTH: Final = 65_536
LONGEST_BASIS: Final = 300


@dataclass(frozen=True, slots=True)
class Said:
    """What is handed over. `sheets`: institution → digest of the sheets that were counted;
    `absent`: institutions of the network of which nothing is counted, since they have no key.
    """

    network: UUID
    year: int
    version: int
    supersedes: UUID | None
    basis: str
    sheets: Mapping[str, str]
    absent: tuple[str, ...]
    figures: Figures


def document_of(said: Said) -> dict[str, Any]:
    """The document to seal. ValueError where it is longer than its place."""
    inner = {
        "network": str(said.network),
        "year": said.year,
        "version": said.version,
        "supersedes": str(said.supersedes or ""),
        "basis": said.basis,
        "sheets": dict(sorted(said.sheets.items())),
        "absent": list(said.absent),
        # With it an older list of codes is read as what it was.
        "domain": {name: list(some) for name, some in DOMAIN.items()},
        "tables": {name: [said.figures[name][cell] for cell in cells_of(name)] for name in TABLES},
        "dimensions": {name: list(some) for name, some in TABLES.items()},
    }
    plain = json.dumps(inner, ensure_ascii=False, separators=(",", ":")).encode()
    if len(plain) > WIDTH:
        raise ValueError("figures are longer than their place")
    return {"schema": 1, "figures": b64encode(plain.ljust(WIDTH)).decode()}


def said_in(document: Mapping[str, Any]) -> Said:
    inner = json.loads(b64decode(document["figures"]))
    supersedes = inner["supersedes"]
    return Said(
        UUID(inner["network"]),
        inner["year"],
        inner["version"],
        UUID(supersedes) if supersedes else None,
        inner["basis"],
        inner["sheets"],
        tuple(inner["absent"]),
        {name: _cells(inner, name) for name in TABLES},
    )


def _cells(inner: Mapping[str, Any], name: str) -> Counter[Key]:
    if name not in inner["tables"]:
        return Counter()
    places = product(*(inner["domain"][one] for one in inner["dimensions"][name]))
    numbers = inner["tables"][name]
    return Counter({at: number for at, number in zip(places, numbers, strict=True) if number})
